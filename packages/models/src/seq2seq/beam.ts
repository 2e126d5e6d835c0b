/** A sequence that beam search found: ids after the first, without the end; the sum of their log-probabilities, the end's included where it came. */
export interface Hypothesis {
  readonly ids: number[]
  readonly score: number
  /** Whether the end token came before the steps ran out. */
  readonly finished: boolean
}

interface Ending {
  readonly score: number
  /** Number of steps, the end's included. */
  readonly step: number
  readonly place: number
  readonly finished: boolean
}

/** The k best next ids of every row, best first: row-major [rows, k]. */
export interface Candidates {
  readonly logProbabilities: Float32Array
  readonly ids: Int32Array
  readonly k: number
}

/**
 * Beam search over one source, as the official `Beam` class does it: scores without length normalisation, finished beams have no children, the search
 * ends when an end token has been at the top and as many beams as the size have ended.
 */
export class Beam {
  readonly size: number
  readonly #end: number
  readonly #ids: Int32Array[] // after step t, place by place
  readonly #origins: Int32Array[] = [] // the place at step t - 1 that each place of step t continues
  #scores: Float64Array
  #topEnded = false
  readonly #endings: Ending[] = []

  constructor(size: number, begin: number, end: number) {
    this.size = size
    this.#end = end
    this.#ids = [new Int32Array(size).fill(begin)]
    this.#scores = new Float64Array(size)
  }

  /** The id that each place reads next. */
  get current(): Int32Array {
    return this.#ids.at(-1) ?? new Int32Array(this.size)
  }

  /** For each place, the place that it continues: how caches must be reordered before the next step. */
  get origins(): Int32Array {
    return this.#origins.at(-1) ?? Int32Array.from({ length: this.size }, (_, place) => place)
  }

  /** Whether nothing better can be found. */
  get done(): boolean {
    return this.#topEnded && this.#endings.length >= this.size
  }

  /** Takes one step; this beam's rows of the candidates begin at row `firstRow`. */
  advance({ logProbabilities, ids, k }: Candidates, firstRow: number): void {
    const first = this.#origins.length === 0
    const pool: { score: number; id: number; origin: number }[] = []
    for (let place = 0; place < (first ? 1 : this.size); place++) {
      if (!first && this.current[place] === this.#end) continue
      for (let rank = 0; rank < k; rank++) {
        const at = (firstRow + place) * k + rank
        pool.push({ score: (this.#scores[place] ?? 0) + (logProbabilities[at] ?? 0), id: ids[at] ?? 0, origin: place })
      }
    }
    const best = pool.sort((a, b) => b.score - a.score).slice(0, this.size)
    this.#scores = Float64Array.from(best, ({ score }) => score)
    this.#ids.push(Int32Array.from(best, ({ id }) => id))
    this.#origins.push(Int32Array.from(best, ({ origin }) => origin))
    best.forEach(({ score, id }, place) => {
      if (id === this.#end) this.#endings.push({ score, step: this.#origins.length, place, finished: true })
    })
    this.#topEnded ||= best[0]?.id === this.#end
  }

  /** `size` sequences: those that ended, best first, then, where they are too few, the best of the others (the order of the official `getFinal`). */
  hypotheses(): Hypothesis[] {
    const open = (place: number): Ending => ({ score: this.#scores[place] ?? 0, step: this.#origins.length, place, finished: false })
    const byScore = (a: Ending, b: Ending): number => b.score - a.score
    const endings = [...this.#endings].sort(byScore)
    if (endings.length === 0) endings.push(open(0)) // with the official code, the top place is then listed twice
    const unfinished = [...this.current.keys()].filter((place) => this.current[place] !== this.#end).map(open)
    if (endings.length < this.size) endings.push(...unfinished.sort(byScore).slice(0, this.size - endings.length))
    return endings.slice(0, this.size).map((ending) => ({ ids: this.#path(ending), score: ending.score, finished: ending.finished }))
  }

  #path({ step, place }: Ending): number[] {
    const path: number[] = []
    for (let at = step, from = place; at > 0; at--) {
      path.push(this.#ids[at]?.[from] ?? this.#end)
      from = this.#origins[at - 1]?.[from] ?? 0
    }
    const ids = path.reverse()
    const end = ids.indexOf(this.#end)
    return end < 0 ? ids : ids.slice(0, end)
  }
}
