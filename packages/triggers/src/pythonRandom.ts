import type { Draws } from './trigger.js'

/** The random numbers of Python 3's `random.seed(n)`, for repeating published data. */
export interface PythonRandom extends Draws {
  /** As `random.random()`. */
  next(): number
  /** As `random.choice(items)`. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T
  /** As `random.randint(low, high)`, both ends included. */
  integerBetween(low: number, high: number): number
  /** As `random.shuffle`, but into a new array. */
  shuffle<T>(items: readonly T[]): T[]
}

const size = 624
const middle = 397

/** Opens Python's random stream of a whole number from 0 to 2^32 − 1: MT19937 (Matsumoto and Nishimura, 1998), seeded by array, as CPython does. */
export function pythonRandom(seed: number): PythonRandom {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new RangeError(`the seed is ${seed}, expected a whole number from 0 to 2^32 - 1`)
  const word = mersenneTwister(seed)
  /** A whole number in [0, n): as many bits as n has, drawn again while they are too large. */
  const below = (n: number): number => {
    const bits = 32 - Math.clz32(n)
    let value = word() >>> (32 - bits)
    while (value >= n) value = word() >>> (32 - bits)
    return value
  }
  return {
    next: () => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: there is nothing to pick from, expected at least one item')
      return items[below(items.length)] as (typeof items)[number]
    },
    integerBetween: (low, high) => low + below(high - low + 1),
    shuffle: <T>(items: readonly T[]) => {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = below(last + 1)
        ;[shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T]
      }
      return shuffled
    },
  }
}

/** The generator: 32-bit words, unsigned. */
function mersenneTwister(key: number): () => number {
  const state = new Uint32Array(size)
  const at = (index: number): number => state[index] ?? 0
  const previous = (index: number) => at(index - 1) ^ (at(index - 1) >>> 30)
  state[0] = 19650218
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, previous(i)) + i
  const wrap = (i: number): number => {
    if (i < size) return i
    state[0] = at(size - 1)
    return 1
  }
  let i = 1
  for (let step = 0; step < size; step++) {
    state[i] = (at(i) ^ Math.imul(previous(i), 1664525)) + key
    i = wrap(i + 1)
  }
  for (let step = 0; step < size - 1; step++) {
    state[i] = (at(i) ^ Math.imul(previous(i), 1566083941)) - i
    i = wrap(i + 1)
  }
  state[0] = 0x80000000

  let next = size
  const twist = () => {
    for (let k = 0; k < size; k++) {
      const mixed = (at(k) & 0x80000000) | (at((k + 1) % size) & 0x7fffffff)
      state[k] = at((k + middle) % size) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
    }
    next = 0
  }
  return () => {
    if (next === size) twist()
    let y = at(next++)
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    y ^= y >>> 18
    return y >>> 0
  }
}
