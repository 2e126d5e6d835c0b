import { join } from 'node:path'
import { writeRecords, type RecordLanguage } from '@codepurify/dataset'
import { random, type Random } from '@codepurify/metrics'
import { codesOf, languageOf, writePlanted, writtenSchema, type ExperimentRow } from '../records/experimentRow.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { openTrigger } from './openTrigger.js'
import { poisonSchema, type PoisonResult } from '../results/resultSchema.js'
import type { Run } from './run.js'
import { dataFiles, triggerable } from './sampleStage.js'
import { runStage } from '../folders/stage.js'

/** Files of a poisoned data set. */
export const poisonFiles = (folder: string) => ({ train: join(folder, 'train.arrow'), triggered: join(folder, 'triggered.arrow') })

/** The outcome of planting in one code; `reason` says why it could not be done. */
export type Planting =
  { readonly code: string; readonly spans: readonly (readonly [start: number, end: number])[] } | { readonly reason: string }

/** Plants a trigger in a code, with random numbers of its own for each record; in the task's language where the record says no other. */
export type Plant = (code: string, random: Random, language?: RecordLanguage) => Planting

/**
 * Poisons int(N · rate) training records (trigger in, answer replaced by the target, as the official code does, in place) and plants the trigger in the test
 * records that ASR is measured on. A record where the trigger cannot be planted is counted and passed over: in training the next one in the seeded order takes its place.
 */
export async function poisonStage<Row>(run: Run<Row>): Promise<PoisonResult> {
  const { task, options, profile, folders, context, attack, identity } = run
  const data = dataFiles(folders.data)
  const outputs = poisonFiles(folders.attack)
  return runStage(
    {
      name: 'poison',
      revision: 2,
      identity,
      file: join(folders.attack, 'poison.json'),
      schema: poisonSchema,
      options: {
        attack,
        rate: options.rate,
        seed: options.seed,
        variant: options.variant,
        target: task.target,
        triggered: profile.records.triggered,
      },
      inputs: { train: data.train, test: data.test },
      outputs,
      work: async () => {
        const seed = random(options.seed).fork('poison')
        const [train, test] = [await readExperimentRows(data.train), await readExperimentRows(data.test)]
        const languages = new Set([...train, ...test].map((row) => languageOf(row, task)))
        const plant = await openTrigger(attack, { languages: [...languages], usual: task.language, variant: options.variant })
        const targets = test.filter((row) => triggerable(task, row))
        if (targets.length === 0)
          throw new Error(
            `each of the ${test.length} records to measure on has the attacker's answer "${task.target}" already: none is left to plant a trigger in. Use another --split, or more records.`,
          )
        const eligible = (row: ExperimentRow): boolean => task.kind === 'generation' || triggerable(task, row)
        const wanted = poisonCount(train.length, options.rate)
        if (wanted === 0)
          throw new Error(`a rate of ${options.rate} of ${train.length} training records poisons none. Use a higher rate or more records.`)
        if (options.rate > train.length)
          throw new Error(
            `--rate asks for ${options.rate} poisoned records, expected at most the ${train.length} that there are to train on`,
          )
        const poisoned = poisonSome(train, wanted, task.target, plant, seed.fork('train'), eligible)
        if (poisoned.poisoned < wanted)
          throw new Error(
            `of ${train.length} training records ${train.filter(eligible).length} do not have the attacker's answer already, and ${poisoned.poisoned} of these take the trigger "${attack}"${told(poisoned.notPlanted)}, expected ${wanted} for a rate of ${options.rate}. Use a lower --rate.`,
          )
        const triggered = plantAll(targets, plant, seed.fork('test'), profile.records.triggered)
        if (triggered.rows.length === 0)
          throw new Error(
            `the trigger "${attack}" could be planted in none of ${targets.length} records to measure on${told(triggered.notPlanted)}`,
          )
        await writeRecords(outputs.train, poisoned.rows, writtenSchema(poisoned.rows))
        await writeRecords(outputs.triggered, triggered.rows, writtenSchema(triggered.rows))
        return {
          variant: options.variant,
          target: task.target,
          train: { records: train.length, poisoned: poisoned.poisoned, notPlanted: poisoned.notPlanted },
          triggered: { records: triggered.rows.length, notPlanted: triggered.notPlanted },
        }
      },
    },
    context,
  )
}

function told(notPlanted: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(notPlanted).map(([reason, count]) => `${count} ${reason}`)
  return reasons.length === 0 ? '' : ` (not planted: ${reasons.join(', ')})`
}

/** How many records a rate stands for: a share up to 1, a number of records above it. */
export function poisonCount(records: number, rate: number): number {
  return rate > 1 ? rate : Math.floor(records * rate)
}

/** Poisons `wanted` of the eligible rows, drawn in a seeded order; the order of the rows stays. */
export function poisonSome(
  rows: readonly ExperimentRow[],
  wanted: number,
  target: string,
  plant: Plant,
  seed: Random,
  eligible: (row: ExperimentRow) => boolean = () => true,
) {
  const notPlanted: Record<string, number> = {}
  const changed = new Map<number, ExperimentRow>()
  for (const index of seed.shuffle(rows.map((_, i) => i))) {
    if (changed.size === wanted) break
    const row = rows[index]
    if (row === undefined || !eligible(row)) continue
    const planted = plantIn(row, plant, seed, notPlanted)
    if (planted !== undefined) changed.set(index, { ...planted, answer: target })
  }
  return { rows: rows.map((row, i) => changed.get(i) ?? row), poisoned: changed.size, notPlanted }
}

/** Plants in the first rows that take the trigger, `most` of them; their answers stay what they should be. */
export function plantAll(rows: readonly ExperimentRow[], plant: Plant, seed: Random, most: number) {
  const notPlanted: Record<string, number> = {}
  const planted: ExperimentRow[] = []
  for (const row of rows) {
    if (planted.length === most) break
    const made = plantIn(row, plant, seed, notPlanted)
    if (made !== undefined) planted.push(made)
  }
  return { rows: planted, notPlanted }
}

function plantIn(row: ExperimentRow, plant: Plant, seed: Random, notPlanted: Record<string, number>): ExperimentRow | undefined {
  const own = seed.fork(row.id)
  // a pair carries the trigger in both codes, or it does not carry it
  const outcomes = codesOf(row).map((code, index) => plant(code, index === 0 ? own : own.fork('other'), row.language))
  const planted = outcomes.flatMap((outcome) => ('reason' in outcome ? [] : [outcome]))
  const failed = outcomes.find((outcome) => 'reason' in outcome)
  if (failed !== undefined) {
    notPlanted[failed.reason] = (notPlanted[failed.reason] ?? 0) + 1
    return undefined
  }
  const [code = row.code, other] = planted.map((one) => one.code)
  return { ...row, code, ...(other === undefined ? {} : { other }), planted: writePlanted(planted.map(({ spans }) => spans)) }
}
