import { join } from 'node:path'
import { measuredPairs, metricsOf } from '../measures/measures.js'
import { codesOf } from '../records/experimentRow.js'
import type { Codes, OpenModel } from '../victims/model.js'
import { deviceOf, type Options } from '../options/options.js'
import { all } from './poisonStage.js'
import { evalSchema, type EvalResult, type Identity } from '../results/resultSchema.js'
import { inParts } from '../folders/parts.js'
import { sharedIdentity, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { runStage } from '../folders/stage.js'
import { modelFolder, modelHash } from './trainStage.js'
import { lengthsOf } from '../task.js'

/** Records that a model answers at once; it sorts them by length itself. */
const answersAPart = 50

/** Opens a model the first time it is needed, so that a run that is up to date loads none. */
export function lazily<T>(open: () => Promise<T>): { get(): Promise<T>; ifOpen(): Promise<T> | undefined } {
  let opened: Promise<T> | undefined
  return { get: () => (opened ??= open()), ifOpen: () => opened }
}

/** The fitted model of a folder, opened when it is first asked something. */
export function lazyModel<Row>({ model, profile, options, task: { prose = false } }: Run<Row>, folder: string) {
  return lazily(() => model.open(modelFolder(folder), { ...lengthsOf(profile), device: options.device, prose }))
}

/** The answers of a folder's model to records, part by part, kept beside the model. */
export async function answers<Row>(
  { context }: Run<Row>,
  o: {
    readonly folder: string
    readonly hash: string
    readonly opened: { get(): Promise<OpenModel> }
    readonly records: readonly Codes[]
    readonly title: string
  },
): Promise<{ said: string[]; seconds: number }> {
  const { out, seconds } = await inParts(
    {
      folder: join(o.folder, 'answers'),
      key: ['answers', o.hash],
      items: o.records.map(keyed),
      size: answersAPart,
      title: o.title,
      work: async (records) => (await o.opened.get()).answer(records.map(codesIn)),
    },
    context,
  )
  return { said: out, seconds }
}

// a single code is named by itself, as it was before there were pairs, so that its parts are found again
const keyed = (codes: Codes): string | Codes => (codes.length === 1 ? (codes[0] ?? '') : codes)
const codesIn = (item: string | Codes): Codes => (typeof item === 'string' ? [item] : item)

/** The first clean test records, `limit` of them. */
export async function cleanRows<Row>({ folders, profile, options }: Run<Row>) {
  return (await all(dataFiles(folders.data).test)).slice(0, Math.min(profile.records.clean, options.limit ?? Infinity))
}

/** Where a model's result on clean records stands: a twin, which attacks share, has one of each split and limit. */
export const evalFile = (folder: string, { split, limit }: Pick<Options, 'split' | 'limit'>): string =>
  join(folder, `${['eval', ...(split === 'test' ? [] : [split]), ...(limit === undefined ? [] : [`limit-${limit}`])].join('-')}.json`)

/** Measures the victim on clean records, without a defence. */
export const evalVictim = <Row>(run: Run<Row>): Promise<EvalResult> =>
  evalStage(run, run.folders.attack, run.identity, 'answer clean records')

/** Measures the clean twin on clean records. */
export const evalTwin = <Row>(run: Run<Row>): Promise<EvalResult> =>
  evalStage(run, run.folders.twin, sharedIdentity(run), 'the twin answers clean records')

async function evalStage<Row>(run: Run<Row>, folder: string, identity: Identity, title: string): Promise<EvalResult> {
  const { folders, profile, options, context, task } = run
  return runStage(
    {
      name: 'eval',
      revision: 1,
      identity,
      file: evalFile(folder, options),
      schema: evalSchema,
      options: {
        clean: profile.records.clean,
        limit: options.limit ?? null,
        metrics: metricsOf(task),
        ...lengthsOf(profile),
        ...deviceOf(options),
      },
      inputs: { test: dataFiles(folders.data).test, model: modelFolder(folder) },
      outputs: {},
      work: async () => {
        const rows = await cleanRows(run)
        const opened = lazyModel(run, folder)
        try {
          const { said, seconds } = await answers(run, {
            folder,
            hash: await modelHash(folder),
            opened,
            records: rows.map(codesOf),
            title,
          })
          const pairs = rows.map(({ answer }, i) => ({ answer: said[i] ?? '', reference: answer }))
          return { seconds, records: rows.length, clean: await measuredPairs(task, pairs, options.seed) }
        } finally {
          await (await opened.ifOpen())?.release()
        }
      },
    },
    context,
  )
}
