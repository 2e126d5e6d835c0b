import { Paths } from '../generation/paths.js'
import type { Candidates, Hypothesis, Search } from '../generation/search.js'

interface Ending {
  readonly score: number
  /** Number of steps, the end's included. */
  readonly step: number
  readonly place: number
  readonly finished: boolean
}

/**
 * Beam search over one source, as the official `Beam` class does it: scores without length normalisation, finished beams have no children, the search
 * ends when an end token has been at the top and as many beams as the size have ended. A score is the sum of log-probabilities, the end's included.
 */
export class Beam implements Search {
  readonly #end: number
  readonly #paths: Paths
  #scores: Float64Array
  #topEnded = false
  readonly #endings: Ending[] = []

  constructor(size: number, begin: number, end: number) {
    this.#end = end
    this.#paths = new Paths(size, begin)
    this.#scores = new Float64Array(size)
  }

  get inputs(): { readonly ids: Int32Array } {
    return { ids: this.#paths.current }
  }

  get origins(): Int32Array {
    return this.#paths.origins
  }

  get done(): boolean {
    return this.#topEnded && this.#endings.length >= this.#paths.size
  }

  advance({ logProbabilities, ids, k }: Candidates, firstRow: number): void {
    const { size, current, steps } = this.#paths
    const first = steps === 0
    const pool: { score: number; id: number; origin: number }[] = []
    for (let place = 0; place < (first ? 1 : size); place++) {
      if (!first && current[place] === this.#end) continue
      for (let rank = 0; rank < k; rank++) {
        const at = (firstRow + place) * k + rank
        pool.push({ score: (this.#scores[place] ?? 0) + (logProbabilities[at] ?? 0), id: ids[at] ?? 0, origin: place })
      }
    }
    const best = pool.sort((a, b) => b.score - a.score).slice(0, size)
    this.#scores = Float64Array.from(best, ({ score }) => score)
    this.#paths.push(
      Int32Array.from(best, ({ id }) => id),
      Int32Array.from(best, ({ origin }) => origin),
    )
    best.forEach(({ score, id }, place) => {
      if (id === this.#end) this.#endings.push({ score, step: steps + 1, place, finished: true })
    })
    this.#topEnded ||= best[0]?.id === this.#end
  }

  /** `size` sequences: those that ended, best first, then, where they are too few, the best of the others (the order of the official `getFinal`). */
  hypotheses(): Hypothesis[] {
    const { size, current, steps } = this.#paths
    const open = (place: number): Ending => ({ score: this.#scores[place] ?? 0, step: steps, place, finished: false })
    const byScore = (a: Ending, b: Ending): number => b.score - a.score
    const endings = [...this.#endings].sort(byScore)
    if (endings.length === 0) endings.push(open(0)) // with the official code, the top place is then listed twice
    const unfinished = [...current.keys()].filter((place) => current[place] !== this.#end).map(open)
    if (endings.length < size) endings.push(...unfinished.sort(byScore).slice(0, size - endings.length))
    return endings.slice(0, size).map((ending) => ({ ids: this.#ids(ending), score: ending.score, finished: ending.finished }))
  }

  #ids({ step, place }: Ending): number[] {
    const ids = this.#paths.trace(step, place)
    const end = ids.indexOf(this.#end)
    return end < 0 ? ids : ids.slice(0, end)
  }
}

/** The same search for RoBERTa's decoder, which also reads `positions`: they count the ids that are not padding from `pad + 1`; padding stands at `pad`. */
export function withPositions(beam: Beam, pad: number): Search {
  let read = new Int32Array(beam.inputs.ids.length) // by each place, ids that are not padding
  return {
    get inputs() {
      const { ids } = beam.inputs
      return { ids, positions: ids.map((id, place) => (id === pad ? pad : pad + 1 + (read[place] ?? 0))) }
    },
    get origins() {
      return beam.origins
    },
    get done() {
      return beam.done
    },
    advance(candidates, firstRow) {
      const { ids } = beam.inputs
      beam.advance(candidates, firstRow)
      read = beam.origins.map((place) => (read[place] ?? 0) + Number(ids[place] !== pad))
    },
    hypotheses: () => beam.hypotheses(),
  }
}
