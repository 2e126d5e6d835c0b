/** A pair, as one number, and how often it was counted when it was put in. */
export interface CountedPair {
  readonly key: number
  readonly count: number
}

/** A binary heap: the highest count on top, at equal counts the smallest key. */
export class PairQueue {
  readonly #heap: CountedPair[] = []

  /** The top, which stays. */
  peek(): CountedPair | undefined {
    return this.#heap[0]
  }

  /** Puts a pair in. */
  push(pair: CountedPair): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (!above || !isBefore(pair, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = pair
  }

  /** Takes the top away. */
  pop(): CountedPair | undefined {
    const top = this.#heap[0]
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) this.#sink(last)
    return top
  }

  #sink(pair: CountedPair): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      const child = left && right && isBefore(right, left) ? right : left
      if (!child || !isBefore(child, pair)) break
      heap[at] = child
      at = 2 * at + (child === left ? 1 : 2)
    }
    heap[at] = pair
  }
}

function isBefore(a: CountedPair, b: CountedPair): boolean {
  return a.count > b.count || (a.count === b.count && a.key < b.key)
}
