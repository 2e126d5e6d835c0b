/** @file What a search over one source is to those who run the model for it. */

/** A sequence that was found: ids after the first, without the end; its score, higher is better. */
export interface Hypothesis {
  readonly ids: number[]
  readonly score: number
  /** Whether the end token came before the steps ran out. */
  readonly finished: boolean
}

/** The k best next ids of every row, best first: row-major [rows, k]. */
export interface Candidates {
  readonly logProbabilities: Float32Array
  readonly ids: Int32Array
  readonly k: number
}

/** A search over one source with a fixed number of places, continued one id of every place at a time. */
export interface Search {
  /** What each place feeds to the next step, by the name of the step's input: `ids`, and what else the model wants. */
  readonly inputs: Readonly<Record<string, Int32Array>>
  /** For each place, the place of the step before that it continues. */
  readonly origins: Int32Array
  /** Whether nothing better can be found. */
  readonly done: boolean
  /** Takes one step; this search's rows of the candidates begin at row `firstRow`. */
  advance(candidates: Candidates, firstRow: number): void
  /** As many sequences as places, best first. */
  hypotheses(): Hypothesis[]
}
