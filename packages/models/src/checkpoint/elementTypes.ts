/** @file The element types of stored tensors, under safetensors' names, and how they become arrays: read in place where the widths agree, else widened in small pieces. */
import type { Bytes } from './bytes.js'
import { fromBfloat, fromHalf } from './halfPrecision.js'

/** Numbers of a tensor as they stand in memory. */
export type TensorData = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>

/** Takes `bytes` of stored elements to `to`, from index `at` on. */
type Widen = (bytes: ArrayBuffer, length: number, to: Float32Array, at: number) => void

interface ElementType {
  readonly bytes: number
  /** Absent where tensors of this type are described but not read. */
  readonly array?: (length: number) => TensorData
  readonly widen?: Widen
}

// 65,536 numbers, made when first needed: a look-up is several times as fast as the arithmetic
const table = (value: (word: number) => number): (() => Float32Array) => {
  let made: Float32Array | undefined
  return () => (made ??= Float32Array.from({ length: 65536 }, (_, word) => value(word)))
}

const widenBy =
  (words: () => Float32Array): Widen =>
  (bytes, length, to, at) => {
    const values = words()
    const from = new Uint16Array(bytes, 0, length)
    for (let i = 0; i < length; i++) to[at + i] = values[from[i] ?? 0] ?? 0
  }

const float32 = (length: number): TensorData => new Float32Array(length)

/** Every dtype that the format knows; the arrays are those that models use. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['F32', { bytes: 4, array: float32 }],
  ['F64', { bytes: 8, array: float32, widen: (bytes, length, to, at) => to.set(new Float64Array(bytes, 0, length), at) }],
  ['F16', { bytes: 2, array: float32, widen: widenBy(table(fromHalf)) }],
  ['BF16', { bytes: 2, array: float32, widen: widenBy(table(fromBfloat)) }],
  ['I32', { bytes: 4, array: (length) => new Int32Array(length) }],
  ['I64', { bytes: 8, array: (length) => new BigInt64Array(length) }],
  ...['BOOL', 'U8', 'I8', 'F8_E4M3', 'F8_E5M2'].map((name): [string, ElementType] => [name, { bytes: 1 }]),
  ...['I16', 'U16'].map((name): [string, ElementType] => [name, { bytes: 2 }]),
  ['U32', { bytes: 4 }],
  ['U64', { bytes: 8 }],
  ['C64', { bytes: 8 }],
])

/** Names of the types that become arrays. */
export const readableTypes: readonly string[] = [...elementTypes].filter(([, { array }]) => array !== undefined).map(([name]) => name)

/** Whether a type holds floating-point numbers that become float32. */
export const isFloat = (dtype: string): boolean => ['F32', 'F64', 'F16', 'BF16'].includes(dtype)

// elements widened at a time: no copy of a whole tensor is made
const PIECE = 1 << 17

/** `length` elements of a readable type, stored from `position` on. Memory: the array itself, and at most 1 MiB more. */
export async function readElements(bytes: Bytes, position: number, length: number, dtype: string): Promise<TensorData> {
  const type = elementTypes.get(dtype)
  if (!type?.array) throw new RangeError(`elements of type ${dtype} cannot be read, expected ${readableTypes.join(', ')}`)
  const data = type.array(length)
  if (!type.widen || !(data instanceof Float32Array)) {
    await bytes.read(new Uint8Array(data.buffer), position)
    return data
  }
  const piece = new ArrayBuffer(Math.min(PIECE, length) * type.bytes)
  for (let at = 0; at < length; at += PIECE) {
    const count = Math.min(PIECE, length - at)
    await bytes.read(new Uint8Array(piece, 0, count * type.bytes), position + at * type.bytes)
    type.widen(piece, count, data, at)
  }
  return data
}
