import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataDefence, Defended, Setting, TrainingRecord } from '@codepurify/defences'
import { sha256, writeFileAtomic, writeRecords } from '@codepurify/dataset'
import { z } from 'zod'
import { ask } from './ask.js'
import type { DefenceOutcome } from './defenceOutcome.js'
import { lazyModel } from './lazyModel.js'
import { keptVectors } from './keptVectors.js'
import { codesOf, languageOf, writtenSchema, type ExperimentRow } from '../records/experimentRow.js'
import { ruleOf } from '../options/ruleRevision.js'
import { deviceOf } from '../options/options.js'
import { poisonFiles } from './poisonStage.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { parsedFile } from '../results/parsedFile.js'
import { filterSchema, type FilterResult } from '../results/resultSchema.js'
import { paperVariants, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { readResult, runStage } from '../folders/stage.js'
import { fitStage, modelFolder, victimStart } from './trainStage.js'
import { lengthsOf } from '../task.js'

/** Where a data-stage defence keeps what it filtered and the model that was trained on it. */
export const retrainedFolder = <Row>({ folders, options }: Run<Row>): string => join(folders.attack, options.defence)

const both = <T extends z.ZodType>(of: T) => ({ triggered: z.array(of), clean: z.array(of) })
const findings = z.object({ ...both(z.number()), dropped: z.object(both(z.boolean())) })

/** What a filter found of poisoned and of clean training records: how suspicious each is, and whether it was dropped. */
export type FilterFindings = z.infer<typeof findings>

/** Reads what the filter of a folder found. Throws where the file is not there, does not fit, or is not what the result beside it was made with. */
export async function filterFindings(folder: string): Promise<FilterFindings> {
  const file = filterFiles(folder).suspicion
  const text = await readFile(file, 'utf8')
  const found = parsedFile(findings, text, file, 'Expected what a filter writes.')
  const { outputs } = await readResult(join(folder, 'filter.json'), filterSchema)
  if (sha256(text) !== outputs['suspicion']) throw new Error(`${file}: not what the filter.json beside it was made with. Run purify again.`)
  return found
}

const filterFiles = (folder: string) => ({ train: join(folder, 'train.arrow'), suspicion: join(folder, 'suspicion.json') })

/** Filters the poisoned training records and trains the victim again on what is left: the same start, seed and steps. */
export async function filterAndRetrain<Row>(run: Run<Row>, o: { readonly defence: DataDefence; readonly setting: Setting }): Promise<void> {
  const folder = retrainedFolder(run)
  await filterStage(run, folder, o)
  await fitStage(run, {
    ...victimStart(run),
    identity: run.identity,
    folder,
    records: filterFiles(folder).train,
    title: `train again after ${run.options.defence}`,
  })
}

/** What the retrained model answers, and what the filter made of poisoned and of clean training records. */
export async function retrainedOutcome<Row>(
  run: Run<Row>,
  rows: { readonly triggered: readonly ExperimentRow[]; readonly clean: readonly ExperimentRow[] },
): Promise<DefenceOutcome> {
  const folder = retrainedFolder(run)
  const filter = await readResult(join(folder, 'filter.json'), filterSchema)
  const found = await filterFindings(folder)
  const triggered = await ask(run, folder, rows.triggered.map(codesOf), 'the retrained model answers triggered records')
  const clean = await ask(run, folder, rows.clean.map(codesOf), 'the retrained model answers clean records')
  return {
    seconds: filter.seconds + triggered.seconds + clean.seconds,
    threshold: filter.threshold,
    said: { triggered: triggered.said, clean: clean.said },
    defended: { triggered: rows.triggered.map(untouched), clean: rows.clean.map(untouched) },
    suspected: found.dropped,
    suspicion: { triggered: found.triggered, clean: found.clean },
  }
}

async function filterStage<Row>(
  run: Run<Row>,
  folder: string,
  { defence, setting }: { readonly defence: DataDefence; readonly setting: Setting },
): Promise<FilterResult> {
  const { folders, options, profile, start, task, identity, context } = run
  const files = filterFiles(folder)
  const inputs = { train: poisonFiles(folders.attack).train, valid: dataFiles(folders.data).valid, victim: modelFolder(folders.attack) }
  const record = (row: ExperimentRow): TrainingRecord => ({
    id: row.id,
    parts: codesOf(row),
    language: languageOf(row, task),
    answer: row.answer,
    ...(task.kind === 'classification' ? { label: Number(row.answer) } : {}),
  })
  return runStage(
    {
      name: 'filter',
      revision: 2,
      identity,
      file: join(folder, 'filter.json'),
      schema: filterSchema,
      options: {
        defence: options.defence,
        setting,
        seed: options.seed,
        ...lengthsOf(profile),
        ...ruleOf(options, task),
        ...deviceOf(options),
      },
      inputs,
      outputs: files,
      work: async () => {
        const [train, valid] = [await readExperimentRows(inputs.train), await readExperimentRows(inputs.valid)]
        const victim = await lazyModel(run, folders.attack).get()
        try {
          const kept = await keptVectors(run, victim)
          const begin = context.now()
          const guard = await victim.guard(defence, {
            maskedLm: start.maskedLm,
            setting,
            paperVariants: paperVariants(run),
            seed: options.seed,
            device: options.device,
            encode: kept.encode,
          })
          const { suspicion, threshold = null, drop, remarks } = await guard.inspect(train.map(record), valid.map(record))
          await guard.release()
          const dropped = new Set(drop)
          const left = train.filter((_, index) => !dropped.has(index))
          if (left.length === 0)
            throw new Error(`${options.defence} would drop all ${train.length} training records: nothing is left to train on`)
          const by = <T>(of: (index: number) => T) => ({
            triggered: train.flatMap(({ planted }, index) => (planted === '' ? [] : [of(index)])),
            clean: train.flatMap(({ planted }, index) => (planted === '' ? [of(index)] : [])),
          })
          await writeRecords(files.train, left, writtenSchema(left))
          await writeFileAtomic(files.suspicion, JSON.stringify({ ...by((index) => suspicion[index] ?? NaN), dropped: by((index) => dropped.has(index)) })) // prettier-ignore
          const poisoned = train.filter(({ planted }) => planted !== '').length
          const poisonedDropped = train.filter(({ planted }, index) => planted !== '' && dropped.has(index)).length
          // a defence that finds the vectors there is charged for them like the one that asked first
          const seconds = (context.now() - begin) / 1000 + kept.saved()
          return { seconds, records: train.length, poisoned, dropped: drop.length, poisonedDropped, threshold, remarks }
        } finally {
          await victim.release()
        }
      },
    },
    context,
  )
}

function untouched(row: ExperimentRow): Defended {
  return { id: row.id, parts: codesOf(row), changed: false, suspected: false, suspicion: 0, places: [], top: null, modelCalls: 0 }
}
