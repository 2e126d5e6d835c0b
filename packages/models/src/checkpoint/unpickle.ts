/**
 * @file Reads pickles of protocol 2 that hold dictionaries, lists, tuples, numbers, text and tensors, and can do nothing else: there is no import and no call but
 * through the caller's table, and every opcode that is not in the table below is refused by name. Opcodes: the standard library's `pickletools`.
 */
import { CheckpointError } from './checkpointError.js'
import { opcodeName } from './pickleOpcodes.js'
import { describe, type Fail, type PickleDict, type PickleGlobal, type PickleSequence, type PickleValue } from './pickleValue.js'

/** What the names and persistent ids of a pickle stand for. */
export interface PickleTable {
  readonly global: (module: string, name: string, fail: Fail) => PickleGlobal
  readonly persistent: (id: PickleValue, fail: Fail) => PickleValue
}

// a state dictionary takes about 45 opcodes and 8 containers a tensor: room for 40,000 tensors, in less than a second and 256 MiB of objects
const MOST_OPCODES = 2_000_000
const MOST_CONTAINERS = 400_000

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const MARK = Symbol('mark')
type StackItem = PickleValue | typeof MARK

class Machine {
  readonly stack: StackItem[] = []
  readonly memo = new Map<number, PickleValue>()
  readonly table: PickleTable
  readonly fail: Fail
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #containers = 0

  constructor(bytes: Uint8Array, table: PickleTable, where: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.table = table
    this.fail = (what) => {
      throw new CheckpointError(`${where}: its pickle, before byte ${this.#at}, ${what}`)
    }
  }

  /** Steps over `length` bytes and gives where they began. */
  #skip(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) this.fail(`is cut: ${length} bytes were to follow, ${this.#bytes.length - start} do`)
    this.#at += length
    return start
  }

  byte = (): number => this.#view.getUint8(this.#skip(1))
  uint16 = (): number => this.#view.getUint16(this.#skip(2), true)
  int32 = (): number => this.#view.getInt32(this.#skip(4), true)
  uint32 = (): number => this.#view.getUint32(this.#skip(4), true)
  float64 = (): number => this.#view.getFloat64(this.#skip(8)) // the one big-endian number of the format

  /** LONG1: a little-endian two's complement of at most eight bytes. */
  long(length: number): PickleValue {
    if (length > 8) return this.fail(`holds a whole number of ${length} bytes, expected at most 8`)
    const start = this.#skip(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i] ?? 0)
    value = BigInt.asIntN(8 * length, value)
    return BigInt.asIntN(53, value) === value ? Number(value) : value
  }

  text(length: number): string {
    const start = this.#skip(length)
    try {
      return decoder.decode(this.#bytes.subarray(start, start + length))
    } catch {
      return this.fail('holds text that is not valid UTF-8')
    }
  }

  line(): string {
    const end = this.#bytes.indexOf(10, this.#at)
    if (end < 0 || end - this.#at > 1000) return this.fail('names something in no line, or in one of more than 1000 bytes')
    const text = this.text(end - this.#at)
    this.#at++
    return text
  }

  pop(): PickleValue {
    const value = this.stack.pop()
    return value === undefined || value === MARK ? this.fail('takes a value where there is none') : value
  }

  popToMark(): PickleValue[] {
    const items: PickleValue[] = []
    for (;;) {
      const value = this.stack.pop()
      if (value === MARK) return items.reverse()
      items.push(value === undefined ? this.fail('has no mark where one is needed') : value)
    }
  }

  top(): PickleValue {
    const value = this.stack.at(-1)
    return value === undefined || value === MARK ? this.fail('needs a value where there is none') : value
  }

  container<T extends PickleSequence | PickleDict>(value: T): T {
    if (++this.#containers > MOST_CONTAINERS) this.fail(`builds more than ${MOST_CONTAINERS} containers`)
    return value
  }

  tuple(items: PickleValue[]): PickleSequence {
    return this.container({ kind: 'tuple', items })
  }

  take(length: number): PickleValue[] {
    return Array.from({ length }, () => this.pop()).reverse()
  }

  append(items: readonly PickleValue[]): undefined {
    const list = this.top()
    if (typeof list !== 'object' || list?.kind !== 'list') return this.fail(`appends to ${describe(list)}, expected a list`)
    for (const item of items) list.items.push(item)
  }

  setItems(pairs: readonly PickleValue[]): undefined {
    const dict = this.top()
    if (typeof dict !== 'object' || dict?.kind !== 'dict') return this.fail(`sets items of ${describe(dict)}, expected a dict`)
    if (pairs.length % 2 !== 0) this.fail('sets a key without a value')
    for (let i = 0; i < pairs.length; i += 2) {
      const [key, value] = [pairs[i], pairs[i + 1]]
      if (typeof key !== 'string' && typeof key !== 'number') return this.fail(`uses ${describe(key)} as a key, expected text or a number`)
      if (dict.entries.has(key)) this.fail(`sets key ${describe(key)} twice`)
      if (value !== undefined) dict.entries.set(key, value)
    }
  }

  reduce(): PickleValue {
    const [callable, args] = this.take(2)
    if (typeof args !== 'object' || args?.kind !== 'tuple') return this.fail(`calls with ${describe(args)}, expected a tuple`)
    if (typeof callable !== 'object' || callable?.kind !== 'global' || !callable.call) {
      return this.fail(`calls ${describe(callable)}, which is refused: only what rebuilds tensors and dictionaries may be called`)
    }
    const value = callable.call(args.items, this.fail)
    return typeof value === 'object' && value !== null && (value.kind === 'dict' || value.kind === 'tuple') ? this.container(value) : value
  }

  /** An OrderedDict's attributes (PyTorch's `_metadata`): dropped. */
  build(): undefined {
    const state = this.pop()
    const target = this.top()
    const isDict = (value: PickleValue): boolean => typeof value === 'object' && value?.kind === 'dict'
    if (!isDict(target) || !isDict(state)) {
      this.fail(`sets the state of ${describe(target)} to ${describe(state)}, expected a dictionary's attributes`)
    }
  }

  get(index: number): PickleValue {
    return this.memo.get(index) ?? (this.memo.has(index) ? null : this.fail(`fetches memo ${index}, which was never stored`))
  }

  memoize(index: number): undefined {
    this.memo.set(index, this.top())
  }

  run(opcodes: ReadonlyMap<number, Opcode>): PickleValue {
    if (this.byte() !== PROTO || this.byte() !== 2) {
      this.fail('does not start with protocol 2. Was it saved with another pickle_protocol? Load it in Python and torch.save it again')
    }
    for (let steps = 0; steps < MOST_OPCODES; steps++) {
      const code = this.byte()
      if (code === STOP) {
        const value = this.pop()
        if (this.stack.length > 0 || this.#at !== this.#bytes.length) this.fail('does not end where it stops')
        return value
      }
      const opcode = opcodes.get(code) ?? this.fail(`uses opcode ${opcodeName(code)}, which is refused: no state dictionary needs it`)
      const value = opcode(this)
      if (value !== undefined) this.stack.push(value)
    }
    return this.fail(`has more than ${MOST_OPCODES} opcodes`)
  }
}

const PROTO = 0x80
const STOP = 0x2e

/** What an opcode leaves on the stack, if anything. */
type Opcode = (machine: Machine) => StackItem | undefined

const opcodes: ReadonlyMap<number, Opcode> = new Map(
  Object.entries({
    '(': () => MARK,
    N: () => null,
    '\x88': () => true,
    '\x89': () => false,
    K: (m) => m.byte(),
    M: (m) => m.uint16(),
    J: (m) => m.int32(),
    '\x8a': (m) => m.long(m.byte()),
    G: (m) => m.float64(),
    X: (m) => m.text(m.uint32()),
    U: (m) => m.text(m.byte()),
    '}': (m) => m.container({ kind: 'dict', entries: new Map() }),
    ']': (m) => m.container({ kind: 'list', items: [] }),
    ')': (m) => m.tuple([]),
    '\x85': (m) => m.tuple(m.take(1)),
    '\x86': (m) => m.tuple(m.take(2)),
    '\x87': (m) => m.tuple(m.take(3)),
    t: (m) => m.tuple(m.popToMark()),
    a: (m) => m.append(m.take(1)),
    e: (m) => m.append(m.popToMark()),
    s: (m) => m.setItems(m.take(2)),
    u: (m) => m.setItems(m.popToMark()),
    q: (m) => m.memoize(m.byte()),
    r: (m) => m.memoize(m.uint32()),
    h: (m) => m.get(m.byte()),
    j: (m) => m.get(m.uint32()),
    c: (m) => m.table.global(m.line(), m.line(), m.fail),
    Q: (m) => m.table.persistent(m.pop(), m.fail),
    R: (m) => m.reduce(),
    b: (m) => m.build(),
  } satisfies Record<string, Opcode>).map(([char, run]: [string, Opcode]): [number, Opcode] => [char.charCodeAt(0), run]),
)

/** The value of a pickle; throws a CheckpointError, with the place, for whatever is not plain data. */
export function unpickle(bytes: Uint8Array, table: PickleTable, where: string): PickleValue {
  return new Machine(bytes, table, where).run(opcodes)
}
