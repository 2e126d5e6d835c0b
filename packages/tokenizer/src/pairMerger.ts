import { PairQueue, type CountedPair } from './pairQueue.js'

/** Two neighbouring tokens, by their numbers in training. */
export interface Pair {
  readonly left: number
  readonly right: number
}

// A pair as one number: token numbers stay below 2^24.
const shift = 2 ** 24

/**
 * The words of a corpus as token sequences, with the count of every pair of neighbours kept up to date while pairs are merged.
 * A merge visits only the words that hold the pair.
 */
export class PairMerger {
  readonly #sequences: number[][]
  readonly #weights: number[]
  readonly #counts = new Map<number, number>()
  /** The words that hold, or once held, a pair. */
  readonly #places = new Map<number, number[]>()
  readonly #queue = new PairQueue()
  readonly #forbidden = new Set<number>()

  constructor(words: readonly { readonly bytes: readonly number[]; readonly count: number }[], alphabet: number) {
    if (alphabet >= shift) throw new RangeError(`an alphabet of ${alphabet} is too large, expected less than ${shift}`)
    this.#sequences = words.map((word) => [...word.bytes])
    this.#weights = words.map((word) => word.count)
    this.#sequences.forEach((sequence, word) => {
      for (let i = 1; i < sequence.length; i++) this.#add(keyOf(sequence[i - 1], sequence[i]), word)
    })
    for (const [key, count] of this.#counts) this.#queue.push({ key, count })
  }

  /** The pair with the highest count, at equal counts the one with the smaller numbers; undefined when none reaches `minimum`. */
  mostFrequent(minimum: number): Pair | undefined {
    for (let top = this.#queue.peek(); top; top = this.#queue.peek()) {
      if (top.count < minimum) return undefined
      if (this.#isCurrent(top)) return { left: Math.floor(top.key / shift), right: top.key % shift }
      this.#queue.pop()
    }
    return undefined
  }

  /** Never offers this pair again. */
  forbid({ left, right }: Pair): void {
    this.#forbidden.add(left * shift + right)
  }

  /** Replaces the pair by the token `merged` in every word, from left to right. */
  merge({ left, right }: Pair, merged: number): void {
    const pair = left * shift + right
    const changed = new Set<number>()
    for (const word of this.#places.get(pair) ?? []) this.#mergeIn(word, left, right, merged, changed)
    this.#counts.delete(pair)
    this.#places.delete(pair)
    changed.delete(pair)
    for (const key of changed) {
      const count = this.#counts.get(key) ?? 0
      if (count > 0) this.#queue.push({ key, count })
      else this.#drop(key)
    }
  }

  #isCurrent({ key, count }: CountedPair): boolean {
    return this.#counts.get(key) === count && !this.#forbidden.has(key)
  }

  #mergeIn(word: number, left: number, right: number, merged: number, changed: Set<number>): void {
    const sequence = this.#sequences[word] ?? []
    const weight = this.#weights[word] ?? 0
    let kept = 0
    for (let i = 0; i < sequence.length; i++) {
      if (sequence[i] !== left || sequence[i + 1] !== right) {
        sequence[kept++] = sequence[i] ?? 0
        continue
      }
      // what is before has been merged already, what is after has not
      if (kept > 0) {
        const before = sequence[kept - 1]
        this.#lose(keyOf(before, left), weight, changed)
        this.#gain(keyOf(before, merged), weight, word, changed)
      }
      if (i + 2 < sequence.length) {
        this.#lose(keyOf(right, sequence[i + 2]), weight, changed)
        this.#gain(keyOf(merged, sequence[i + 2]), weight, word, changed)
      }
      sequence[kept++] = merged
      i += 1
    }
    sequence.length = kept
  }

  #add(key: number, word: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + (this.#weights[word] ?? 0))
    const places = this.#places.get(key)
    if (!places) this.#places.set(key, [word])
    else if (places.at(-1) !== word) places.push(word)
  }

  #gain(key: number, weight: number, word: number, changed: Set<number>): void {
    if (weight > 0) this.#add(key, word)
    changed.add(key)
  }

  #lose(key: number, weight: number, changed: Set<number>): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) - weight)
    changed.add(key)
  }

  #drop(key: number): void {
    this.#counts.delete(key)
    this.#places.delete(key)
  }
}

function keyOf(left = 0, right = 0): number {
  return left * shift + right
}
