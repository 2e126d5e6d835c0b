import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExperimentRow } from '../records/experimentRow.js'
import type { FitRequest } from '../victims/model.js'
import { deviceOf } from '../options/options.js'
import { poisonFiles } from './poisonStage.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { trainSchema, type Identity, type TrainResult } from '../results/resultSchema.js'
import { sharedIdentity, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { hashOf, runStage } from '../folders/stage.js'
import { lengthsOf, type Training } from '../task.js'

/** The folder of a fitted model. */
export const modelFolder = (folder: string): string => join(folder, 'model')

/** Fits the victim to the poisoned records. */
export async function trainVictim<Row>(run: Run<Row>): Promise<TrainResult> {
  const { folders, identity } = run
  return fitStage(run, {
    ...victimStart(run),
    identity,
    folder: folders.attack,
    records: poisonFiles(folders.attack).train,
    title: 'train the victim',
  })
}

/** What a victim starts from and how it is trained. */
export function victimStart<Row>({ folders, options, training, start }: Run<Row>): Pick<Fit, 'from' | 'init' | 'training'> {
  return { from: options.init === 'twin' ? modelFolder(folders.twin) : start.victim, init: options.init, training: training.victim }
}

/** Fits the clean twin: the same start, seed and steps, on the clean records. */
export async function trainTwin<Row>(run: Run<Row>): Promise<TrainResult> {
  const { folders, training, start } = run
  return fitStage(run, {
    // it serves every split
    identity: { ...sharedIdentity(run), split: undefined },
    folder: folders.twin,
    records: dataFiles(folders.data).train,
    from: start.victim,
    init: 'pretrained',
    training: training.twin,
    title: 'train the clean twin',
  })
}

interface Fit {
  readonly identity: Identity
  readonly folder: string
  readonly records: string
  readonly from: string
  readonly init: string
  readonly training: Training
  readonly title: string
}

/** Fits a model to the records of a file and keeps it in `model` of the folder, its checkpoints beside it until it is done. */
export async function fitStage<Row>(
  { model, profile, options, context }: Run<Row>,
  { identity, folder, records, from, init, training, title }: Fit,
): Promise<TrainResult> {
  const to = modelFolder(folder)
  const { checkpointEvery: _, ...settings } = training
  return runStage(
    {
      name: 'train',
      revision: 1,
      identity,
      file: join(folder, 'train.json'),
      schema: trainSchema,
      options: { init, seed: options.seed, ...lengthsOf(profile), training: settings, ...deviceOf(options) },
      inputs: { records, start: from },
      outputs: { model: to },
      work: async ({ fingerprint }) => {
        const begin = context.now()
        const rows = await readExperimentRows(records)
        await rm(to, { recursive: true, force: true })
        const checkpoints = join(folder, `training-${fingerprint.slice(0, 12)}`)
        const step = context.progress.step(title, training.steps)
        try {
          const { earlierSeconds, ...report } = await model.fit({
            from,
            to,
            checkpoints,
            pairs: rows.map(pair),
            training,
            ...lengthsOf(profile),
            device: options.device,
            seed: options.seed,
            step,
            signal: context.signal,
          })
          await rm(checkpoints, { recursive: true, force: true })
          return { seconds: (context.now() - begin) / 1000 + earlierSeconds, init, records: rows.length, ...report }
        } finally {
          step.end()
        }
      },
    },
    context,
  )
}

function pair({ code, other, answer }: ExperimentRow): FitRequest['pairs'][number] {
  return { code, ...(other === undefined ? {} : { other }), answer }
}

/** What a fitted model is known by: its own bytes. */
export async function modelHash(folder: string): Promise<string> {
  return hashOf(modelFolder(folder))
}
