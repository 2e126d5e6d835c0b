/** @file What a pickle may build here, and nothing else. */

/** An ordered list; tuples cannot grow, which is all that sets them apart. */
export interface PickleSequence {
  readonly kind: 'list' | 'tuple'
  readonly items: PickleValue[]
}

/** A dict or OrderedDict. */
export interface PickleDict {
  readonly kind: 'dict'
  readonly entries: Map<string | number, PickleValue>
}

/** A name that the pickle refers to: a constructor from the table, or a type. */
export interface PickleGlobal {
  readonly kind: 'global'
  readonly name: string
  /** What calling it gives; absent for names that are only mentioned. Throws a CheckpointError for arguments of another form. */
  readonly call?: (argument: readonly PickleValue[], fail: Fail) => PickleValue
  /** For a storage type: the element type under safetensors' names. */
  readonly dtype?: string
}

/** Numbers in a file of the archive. */
export interface PickleStorage {
  readonly kind: 'storage'
  readonly key: string
  readonly dtype: string
  readonly length: number
}

/** A view of a storage: element [i, j] is number `offset + i * strides[0] + j * strides[1]`. */
export interface PickleTensor {
  readonly kind: 'tensor'
  readonly storage: PickleStorage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** A value of the pickle. */
export type PickleValue =
  null | boolean | number | bigint | string | PickleSequence | PickleDict | PickleGlobal | PickleStorage | PickleTensor

/** Throws a CheckpointError that says where. */
export type Fail = (what: string) => never

/** A few words on a value, for messages; never its contents, which may be huge or circular. */
export function describe(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'None'
  if (typeof value === 'string') return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`
  if (typeof value !== 'object') return String(value)
  if (value.kind === 'global') return value.name
  return value.kind === 'list' || value.kind === 'tuple' ? `a ${value.kind} of ${value.items.length}` : `a ${value.kind}`
}
