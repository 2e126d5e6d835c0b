/** A seeded stream of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** The next number in [0, 1), with 53 random bits. */
  next(): number
  /** A whole number in [0, n). Throws a RangeError when n is not a whole number from 1 to 2^32. */
  integer(n: number): number
  /** A draw from the normal distribution of mean 0 and deviation 1. */
  normal(): number
  /** The same items in a random order, as a new array. */
  shuffle<T>(items: readonly T[]): T[]
  /** One of the items. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T
  /** An independent stream that depends on this one's seed and the label, and not on how much has been drawn. */
  fork(label: string | number): Random
}

// Looked up once: a look-up of a global costs more than the arithmetic where the code runs in a sandbox, as in tests.
const { floor, imul } = Math
const { isInteger } = Number

type State = readonly [number, number, number, number]

/**
 * Opens the random stream of a seed: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).
 * The number 1 and the string "1" are different seeds.
 */
export function random(seed: number | string): Random {
  return stream(`${typeof seed}:${Object.is(seed, -0) ? 0 : seed}`)
}

function stream(path: string): Random {
  const bits = xoshiro(stateOf(path))
  const next = (): number => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000
  const integer = (n: number): number => {
    if (!isInteger(n) || n < 1 || n > 0x100000000) throw new RangeError(`integer(${n}): expected a whole number from 1 to 2^32`)
    return floor(next() * n)
  }
  return {
    next,
    integer,
    // Box and Muller, 1958; 1 - next() keeps the logarithm away from 0
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => shuffled(items, integer),
    pick: (items) => picked(items, integer),
    fork: (label) => stream(`${path}/${label}`),
  }
}

function shuffled<T>(items: readonly T[], integer: (n: number) => number): T[] {
  const left = [...items]
  const drawn: T[] = []
  while (left.length > 0) {
    const at = integer(left.length)
    const last = left.length - 1
    drawn.push(left[at] as T)
    left[at] = left[last] as T
    left.pop()
  }
  return drawn
}

function picked<T>(items: readonly T[], integer: (n: number) => number): T {
  if (items.length === 0) throw new RangeError('pick: there is nothing to pick from, expected at least one item')
  return items[integer(items.length)] as T
}

/** Four 32-bit words from a text: FNV-1a over its UTF-16 units, then the SplitMix32 finaliser. */
function stateOf(text: string): State {
  let hash = 0x811c9dc5
  let second = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    hash = imul(hash ^ text.charCodeAt(i), 0x01000193)
    second = imul((second << 5) ^ (second >>> 27) ^ text.charCodeAt(i), 0x85ebca6b)
  }
  const word = (n: number, from: number): number => mix(from + imul(n, 0x9e3779b9))
  // xoshiro must not start from all zeros
  return [word(1, hash) | 1, word(2, second), word(3, hash ^ second), word(4, hash + second)]
}

function mix(word: number): number {
  let z = word | 0
  z = imul(z ^ (z >>> 16), 0x21f0aaad)
  z = imul(z ^ (z >>> 15), 0x735a2d97)
  return z ^ (z >>> 15)
}

/** The generator alone, as 32-bit words (signed). Exported for the test against its published outputs. */
export function xoshiro(state: State): () => number {
  let [a, b, c, d] = state
  return () => {
    const scaled = imul(b, 5)
    const result = imul((scaled << 7) | (scaled >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result
  }
}
