import { draft, type Draft } from './draft.js'
import type { Candidates, Hypothesis } from './search.js'

/** Ids at the answer's end that must stand in the source; more after a draft that was wrong from its start, so that a model that does not copy is not slowed. */
const [LEAST, LEAST_AFTER_FAILURE] = [1, 2]
/** Ids that are drafted at a time: twice as many save few rounds more and compute a third more ids in vain. */
const DRAFTED = 7

/** The ids that a model's greedy search is made of, and how it counts positions. */
export interface CopyingOptions {
  readonly begin: number
  readonly end: number
  readonly pad: number
  /** Ids generated at most. */
  readonly maximumLength: number
}

/**
 * Greedy search over one source, several ids at a time: what it would copy from the source is drafted, the model reads the draft in one step, and what it would
 * have written itself is taken, up to the first difference (speculative decoding with the source as draft). The result is that of one id at a time.
 */
export class Copying {
  readonly #source: readonly number[]
  readonly #options: CopyingOptions
  readonly #written: number[]
  #near = 1
  #read = 0 // ids read that are not padding
  #score = 0
  #least = LEAST
  #draft: Draft = { ids: [], from: 1 }

  constructor(source: readonly number[], options: CopyingOptions) {
    this.#source = source
    this.#options = options
    this.#written = [options.begin]
  }

  /** Whether the end has come, or the most ids. */
  get done(): boolean {
    return this.#finished || this.#written.length > this.#options.maximumLength
  }

  get #finished(): boolean {
    return this.#written.length > 1 && this.#written.at(-1) === this.#options.end
  }

  /** What the next step reads: the last id and a new draft, with the positions of both (RoBERTa's: they count the ids that are not padding from `pad + 1`). */
  next(): { readonly ids: readonly number[]; readonly positions: readonly number[] } {
    const { pad, maximumLength } = this.#options
    const room = maximumLength - this.#written.length
    this.#draft = draft(this.#source, this.#written, { length: Math.min(DRAFTED, room), near: this.#near, least: this.#least })
    const ids = [this.#written.at(-1) ?? pad, ...this.#draft.ids]
    let read = this.#read
    return { ids, positions: ids.map((id) => (id === pad ? pad : pad + 1 + read++)) }
  }

  /** Takes what comes after each id of `next`, from row `firstRow` of the candidates; gives how many of those ids were right and stay read. */
  advance({ logProbabilities, ids: best, k }: Candidates, firstRow: number): number {
    const { ids: drafted, from } = this.#draft
    const { pad } = this.#options
    for (let place = 0; ; place++) {
      if (this.#written.at(-1) !== pad) this.#read++
      const at = (firstRow + place) * k
      const id = best[at] ?? pad
      this.#written.push(id)
      this.#score += logProbabilities[at] ?? NaN
      if (this.done || id !== drafted[place]) {
        this.#near = from + place + 1
        if (drafted.length > 0) this.#least = place > 0 ? LEAST : LEAST_AFTER_FAILURE
        return place + 1
      }
    }
  }

  /** What was found. */
  hypothesis(): Hypothesis {
    const ids = this.#written.slice(1, this.#finished ? -1 : undefined)
    return { ids, score: this.#score, finished: this.#finished }
  }
}
