import { z } from 'zod'
import { count, measured, provenanceShape } from '../results/resultSchema.js'

// it is made anew whenever it is asked for, so nothing says what it would be taken up from
const { revision: _revision, fingerprint: _fingerprint, ...made } = provenanceShape

/** The result of a checkpoint's evaluation: `nx run clone:eval`, `nx run defect:eval`. */
export const classifierEvalSchema = z.strictObject({
  task: z.string(),
  /** Kind of classifier. */
  model: z.string(),
  parameters: count,
  seed: z.number(),
  records: count,
  /** Rows that could not be read; they stand in the reject file with their reasons. */
  setAside: count,
  /** Functions longer than `maximumLength` tokens, once for each record that they stand in. */
  cut: count,
  maximumLength: count,
  /** Of class 1, each with its 95 % bootstrap interval over records. */
  metrics: z.strictObject({ accuracy: measured, precision: measured, recall: measured, f1: measured }),
  /** Greatest resident memory of the process, in MB. */
  peakMemory: z.number().min(0),
  ...made,
})

/** What an evaluation found, and how it was made. */
export type ClassifierEval = z.infer<typeof classifierEvalSchema>
