import type { Defended, Line } from '@codepurify/defences'

/** The same of triggered and of clean records. */
export interface Both<T> {
  readonly triggered: readonly T[]
  readonly clean: readonly T[]
}

/** What came of a defence, whatever its stage. */
export interface DefenceOutcome {
  readonly seconds: number
  readonly threshold: number | null
  /** The line for each label, where it was drawn so: the threshold is then 0, and suspicions are what is above their label's line. */
  readonly thresholds?: Exclude<Line, number>
  /** The answers behind the defence, in the order of the records. */
  readonly said: Both<string>
  readonly defended: Both<Defended>
  /** Of an input-stage defence: its test records. Of a data-stage one: the poisoned and the clean training records. */
  readonly suspected: Both<boolean>
  readonly suspicion: Both<number>
}
