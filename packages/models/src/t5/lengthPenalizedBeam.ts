import { Paths } from '../generation/paths.js'
import type { Candidates, Hypothesis, Search } from '../generation/search.js'

/** How `LengthPenalizedBeam` searches. */
export interface BeamSearchOptions {
  readonly size: number
  /** The id that decoding starts from. */
  readonly begin: number
  readonly end: number
  /** Exponent of the length by which a sequence's log-probability is divided: above 0 favours longer ones. */
  readonly lengthPenalty: number
  /** Whether to stop as soon as `size` sequences have ended, or only when no open one could still be better. */
  readonly earlyStopping: boolean
}

interface Found {
  readonly score: number
  /** Number of ids after the first, without the end. */
  readonly step: number
  readonly place: number
  readonly finished: boolean
}

const worstOf = (found: readonly Found[]): number => found.reduce((least, { score }) => Math.min(least, score), Infinity)

/** `found` and another, without the worst where they are more than `size`; of equally bad ones the first goes, and a newcomer must be better than the worst. */
function withAnother(found: readonly Found[], another: Found, size: number): readonly Found[] {
  if (found.length < size) return [...found, another]
  const worst = worstOf(found)
  if (!(another.score > worst)) return found
  const out = found.findIndex(({ score }) => score === worst)
  return [...found.filter((_, i) => i !== out), another]
}

/**
 * Beam search over one source as `generate` of transformers 4.24 does it (`BeamSearchScorer`, `BeamHypotheses`): of the 2 * size best continuations, ends among
 * the first `size` are set aside, and the best others go on. A score is the sum of log-probabilities, the end's included, over length ** penalty; the length
 * counts the first id and not the end.
 */
export class LengthPenalizedBeam implements Search {
  readonly #options: BeamSearchOptions
  readonly #paths: Paths
  #sums: Float32Array // of each place's log-probabilities, rounded as PyTorch's are
  #found: readonly Found[] = []
  #done = false

  constructor(options: BeamSearchOptions) {
    this.#options = options
    this.#paths = new Paths(options.size, options.begin)
    this.#sums = new Float32Array(options.size)
  }

  get inputs(): { readonly ids: Int32Array } {
    return { ids: this.#paths.current }
  }

  get origins(): Int32Array {
    return this.#paths.origins
  }

  get done(): boolean {
    return this.#done
  }

  advance({ logProbabilities, ids, k }: Candidates, firstRow: number): void {
    const { size, end, earlyStopping } = this.#options
    const { steps } = this.#paths
    const pool: { sum: number; id: number; origin: number }[] = []
    for (let place = 0; place < (steps === 0 ? 1 : size); place++) {
      for (let at = (firstRow + place) * k; at < (firstRow + place + 1) * k; at++) {
        pool.push({ sum: Math.fround((this.#sums[place] ?? 0) + (logProbabilities[at] ?? 0)), id: ids[at] ?? 0, origin: place })
      }
    }
    const best = pool.sort((a, b) => b.sum - a.sum).slice(0, 2 * size)
    for (const { sum, id, origin } of best.slice(0, size)) if (id === end) this.#found = this.#with(this.#found, sum, origin, true)
    // the length of the best continuation is counted without its last id, as in 4.24
    const hope = this.#score(best[0]?.sum ?? -Infinity)
    this.#done = this.#found.length >= size && (earlyStopping || worstOf(this.#found) >= hope)
    // greedy search's only continuation may be the end: its place stays filled, for it stays in the batch until others have ended too
    const next = [...best.filter(({ id }) => id !== end), ...best].slice(0, size)
    this.#sums = Float32Array.from(next, ({ sum }) => sum)
    this.#paths.push(
      Int32Array.from(next, ({ id }) => id),
      Int32Array.from(next, ({ origin }) => origin),
    )
  }

  #score(sum: number): number {
    return sum / (this.#paths.steps + 1) ** this.#options.lengthPenalty
  }

  /** `found` and the sequence that stands at a place now. */
  #with(found: readonly Found[], sum: number, place: number, finished: boolean): readonly Found[] {
    return withAnother(found, { score: this.#score(sum), step: this.#paths.steps, place, finished }, this.#options.size)
  }

  hypotheses(): Hypothesis[] {
    let found = this.#found
    if (!this.#done) this.#sums.forEach((sum, place) => (found = this.#with(found, sum, place, false)))
    // of equal scores the one found last comes first
    return [...found]
      .reverse()
      .sort((a, b) => b.score - a.score)
      .map(({ score, step, place, finished }) => ({ ids: this.#paths.trace(step, place), score, finished }))
  }
}
