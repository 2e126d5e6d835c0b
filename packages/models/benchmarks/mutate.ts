import type { Random } from '@codepurify/metrics'

// values that readers of sizes and offsets stumble over
const awkward = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

const somewhere = (bytes: Uint8Array, random: Random): number => random.integer(Math.max(1, bytes.length))

const setByte: Mutation = (bytes, random) => {
  bytes[somewhere(bytes, random)] = random.integer(256)
  return bytes
}

const flipBit: Mutation = (bytes, random) => {
  const at = somewhere(bytes, random)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8))
  return bytes
}

/** One, two, four or eight bytes become a number that is likely to overflow something. */
const setNumber: Mutation = (bytes, random) => {
  const width = 2 ** random.integer(4)
  const value = awkward[random.integer(awkward.length)] ?? 0
  const at = somewhere(bytes, random)
  for (let i = 0; i < width && at + i < bytes.length; i++)
    bytes[at + i] = i < 4 ? (value >>> (8 * i)) & 0xff : value === 0xffffffff ? 0xff : 0
  return bytes
}

/** A digit of a text becomes another, or nine of them in a row: JSON's offsets and shapes. */
const setDigit: Mutation = (bytes, random) => {
  const start = somewhere(bytes, random)
  const at = bytes.findIndex((byte, i) => i >= start && byte >= 0x30 && byte <= 0x39)
  if (at < 0) return setByte(bytes, random)
  if (random.integer(2) === 0) {
    bytes[at] = 0x30 + random.integer(10)
    return bytes
  }
  return insert(bytes, at, new Uint8Array(9).fill(0x39))
}

const cut: Mutation = (bytes, random) => bytes.slice(0, somewhere(bytes, random))

const remove: Mutation = (bytes, random) => {
  const at = somewhere(bytes, random)
  const end = Math.min(bytes.length, at + 1 + random.integer(32))
  return insert(bytes.slice(0, at), at, bytes.subarray(end))
}

const repeat: Mutation = (bytes, random) => {
  const at = somewhere(bytes, random)
  return insert(bytes, at, bytes.slice(at, at + 1 + random.integer(64)))
}

const move: Mutation = (bytes, random) => {
  const length = 1 + random.integer(32)
  bytes.copyWithin(somewhere(bytes, random), somewhere(bytes, random), somewhere(bytes, random) + length)
  return bytes
}

const insertNoise: Mutation = (bytes, random) =>
  insert(
    bytes,
    somewhere(bytes, random),
    Uint8Array.from({ length: 1 + random.integer(8) }, () => random.integer(256)),
  )

function insert(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + more.length)
  whole.set(bytes.subarray(0, at))
  whole.set(more, at)
  whole.set(bytes.subarray(at), at + more.length)
  return whole
}

const mutations: readonly Mutation[] = [setByte, flipBit, setNumber, setNumber, setDigit, cut, remove, repeat, move, insertNoise]

/** A copy of a file with one to four things wrong with it. */
export function mutate(file: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = file.slice()
  for (let left = 1 + random.integer(4); left > 0; left--) bytes = (mutations[random.integer(mutations.length)] ?? setByte)(bytes, random)
  return bytes
}
