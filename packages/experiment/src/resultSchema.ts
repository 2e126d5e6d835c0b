import { z } from 'zod'

/** A measured number with its 95 % interval. Shares lie in 0..1, scores on their metric's own scale. */
export const measured = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** What every result says about the run it belongs to. */
const identityShape = {
  task: z.string(),
  model: z.string(),
  attack: z.string(),
  rate: z.number(),
  seed: z.number(),
  profile: z.string(),
}

/** What every result says about how it was made. */
const provenanceShape = {
  stage: z.string(),
  seconds: z.number().min(0),
  options: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.string()),
  host: z.object({ platform: z.string(), arch: z.string(), processor: z.string(), cores: z.number(), memoryGiB: z.number() }),
  revision: z.number(),
  fingerprint: z.string(),
}

const count = z.number().int().min(0)
const counts = z.record(z.string(), count)
const shared = { ...identityShape, ...provenanceShape }

/** The task's main metric on clean records as { value, low, high }, and every metric of the task by name. */
export const cleanMeasured = measured.and(z.record(z.string(), z.union([z.number(), z.string(), measured])))

const parts = z.object({ train: count, valid: count, test: count })

/** sample.json: how many records each part has and of how many groups they are (a group's records are not independent), how many were set aside and why. */
export const sampleSchema = z.object({ ...shared, records: parts, groups: parts, setAside: counts })

/** poison.json: how many training records were poisoned, how many test records carry the trigger, where it could not be planted and why. */
export const poisonSchema = z.object({
  ...shared,
  variant: z.string(),
  target: z.string(),
  train: z.object({ records: count, poisoned: count, notPlanted: counts }),
  triggered: z.object({ records: count, notPlanted: counts }),
})

/** train.json, of a victim or of the clean twin. */
export const trainSchema = z.object({
  ...shared,
  init: z.string(),
  records: count,
  steps: count,
  cut: count,
  /** Mean loss (nats a token) over the last twentieth of the steps. */
  loss: z.number(),
  parameters: count,
})

/** eval.json: the task's metrics on clean records, without a defence. */
export const evalSchema = z.object({ ...shared, records: count, clean: cleanMeasured })

/** attack.json: what the backdoor does to triggered records, and what the clean twin does on the same. */
export const attackSchema = z.object({
  ...shared,
  records: count,
  notPlanted: count,
  asr: measured,
  floor: measured,
  clean: cleanMeasured,
  cleanTwin: cleanMeasured,
})

/** purify.json: the same numbers with and without the defence. */
export const purifySchema = z.object({
  ...shared,
  variant: z.string(),
  init: z.string(),
  rule: z.string(),
  /** Triggered records. */
  records: count,
  cleanRecords: count,
  notPlanted: count,
  threshold: z.number(),
  falsePositiveRate: z.number().nullable(),
  asr: measured,
  asrDefended: measured,
  floor: measured,
  /** asrDefended − floor, on the same records. */
  excess: measured,
  clean: cleanMeasured,
  cleanDefended: cleanMeasured,
  /** clean − cleanDefended, of the task's main metric, on the same records. */
  cleanCost: measured,
  localisation: measured,
  /** Share of purified records that parse, among those that did before. */
  parses: measured,
  /** Share of triggered and of clean records that were suspected. */
  suspected: z.object({ triggered: measured, clean: measured }),
  modelCalls: count,
  /** Seconds of the stages that this row needed for itself: poison, train, attack, purify. */
  secondsTotal: z.number().min(0),
})

/** bench.json: one purify result an attack. */
export const benchSchema = z.object({ ...shared, rows: z.array(purifySchema) })

export type CleanMeasured = z.infer<typeof cleanMeasured>
export type Identity = z.infer<z.ZodObject<typeof identityShape>>
export type Provenance = z.infer<z.ZodObject<typeof provenanceShape>>
export type SampleResult = z.infer<typeof sampleSchema>
export type PoisonResult = z.infer<typeof poisonSchema>
export type TrainResult = z.infer<typeof trainSchema>
export type EvalResult = z.infer<typeof evalSchema>
export type AttackResult = z.infer<typeof attackSchema>
export type PurifyResult = z.infer<typeof purifySchema>
export type BenchResult = z.infer<typeof benchSchema>
