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
  /** The source of its records and the part that it is measured on; of results of an older program not known. */
  data: z.string().optional(),
  split: z.string().optional(),
}

/** What every result says about how it was made. */
export const provenanceShape = {
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

/** A whole number that is not negative. */
export const count = z.number().int().min(0)
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

/** filter.json: how many training records a data-stage defence dropped, and how many of those were poisoned. */
export const filterSchema = z.object({
  ...shared,
  records: count,
  poisoned: count,
  dropped: count,
  poisonedDropped: count,
  threshold: z.number().nullable(),
  remarks: z.array(z.string()),
})

/** A line for each label, and one for the others. */
const labelLine = z.object({ labels: z.record(z.string(), z.number()), others: z.number() })

/** purify.json: the same numbers with and without the defence. */
export const purifySchema = z.object({
  ...shared,
  variant: z.string(),
  init: z.string(),
  defence: z.string(),
  /** Of codepurify: ours, or the paper's; null of other defences. */
  rule: z.enum(['default', 'paper']).nullable(),
  /** `input`: it stands in front of the victim; `data`: it filtered the training records, and the victim was trained again. */
  stageOfDefence: z.enum(['input', 'data']),
  /** `matched`: the line is at the stated false-positive rate; `published`: where its authors drew it. */
  setting: z.enum(['matched', 'published']),
  /** Triggered records. */
  records: count,
  cleanRecords: count,
  notPlanted: count,
  /** What suspicions are compared with; 0 where each label has its own line, and suspicions are what is above it. */
  threshold: z.number().nullable(),
  /** Those lines, by label, and the one of labels that no clean record has; of the dependence where that is asked, and of later rounds. */
  thresholds: labelLine.extend({ dependence: labelLine.optional(), again: labelLine.optional() }).optional(),
  falsePositiveRate: z.number().nullable(),
  asr: measured,
  asrDefended: measured,
  floor: measured,
  /** asrDefended − floor, on the same records. */
  excess: measured,
  /** Of labels: the share of the same records, without the trigger, that the clean twin gives the attacker's label, and asrDefended − it: what is left to a defence that takes the trigger away and nothing else. */
  missRate: measured.optional(),
  overMissRate: measured.optional(),
  /** Of the triggered records that the victim falls for, the share that gets the right answer behind the defence; null where it falls for none. */
  recovered: measured.nullable(),
  clean: cleanMeasured,
  cleanDefended: cleanMeasured,
  /** clean − cleanDefended, of the task's main metric, on the same records. */
  cleanCost: measured,
  /** Null where the defence names no place. */
  localisation: measured.nullable(),
  /** Share of purified records that parse, among those that did before. */
  parses: measured,
  /** Share of triggered and of clean records that were suspected: of the test records, or of the training records where the defence filters these. */
  suspected: z.object({ triggered: measured, clean: measured }),
  /** Area under the ROC curve of the suspicion of the same records; null where there is nothing to tell apart. */
  detection: measured.nullable(),
  /** Share of the triggered ones that are more suspicious than all but the stated share of the clean ones (`falsePositiveRate`, 0.05 where a published line is used); null as `detection` is. */
  truePositiveRate: measured.nullable().optional(),
  modelCalls: count,
  /** Records that the defence could not analyse. */
  problems: count,
  /** The same by language, where the records are of several; `clean` is the task's main metric. */
  languages: z
    .record(
      z.string(),
      z.object({
        records: count,
        cleanRecords: count,
        asr: measured.optional(),
        asrDefended: measured.optional(),
        clean: measured.optional(),
        cleanDefended: measured.optional(),
      }),
    )
    .optional(),
  /** Seconds of the stages that this row needed for itself: poison, train, attack, purify. */
  secondsTotal: z.number().min(0),
})

/** A cell that failed, and why. */
export const failedCell = z.object({
  model: z.string(),
  attack: z.string(),
  rate: z.number(),
  seed: z.number(),
  defence: z.string(),
  error: z.string(),
  /** The name of its folder, which says what else sets it apart. */
  folder: z.string().optional(),
})

const compared = z.object({ ours: measured, other: measured, difference: measured })

/** codepurify beside another defence against the same attacks: means over the attacks, and ours minus the other's, paired over records. `clean` is the task's main metric. */
export const comparedDefence = z.object({
  model: z.string(),
  rate: z.number(),
  seed: z.number(),
  defence: z.string(),
  attacks: z.array(z.string()).nonempty(),
  asrDefended: compared,
  clean: compared,
})

/** bench.json: one purify result a cell, the comparisons between defences, and the cells that failed. */
export const benchSchema = z.object({
  ...shared,
  rows: z.array(purifySchema),
  comparisons: z.array(comparedDefence),
  failed: z.array(failedCell),
})

export type CleanMeasured = z.infer<typeof cleanMeasured>
export type Identity = z.infer<z.ZodObject<typeof identityShape>>
export type Provenance = z.infer<z.ZodObject<typeof provenanceShape>>
export type SampleResult = z.infer<typeof sampleSchema>
export type PoisonResult = z.infer<typeof poisonSchema>
export type TrainResult = z.infer<typeof trainSchema>
export type EvalResult = z.infer<typeof evalSchema>
export type AttackResult = z.infer<typeof attackSchema>
export type FilterResult = z.infer<typeof filterSchema>
export type ComparedDefence = z.infer<typeof comparedDefence>
export type FailedCell = z.infer<typeof failedCell>
export type PurifyResult = z.infer<typeof purifySchema>
export type BenchResult = z.infer<typeof benchSchema>
