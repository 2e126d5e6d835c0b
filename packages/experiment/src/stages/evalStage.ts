import { join } from 'node:path'
import { ask } from './ask.js'
import { measuredPairs, metricsOf } from '../measures/measures.js'
import { codesOf } from '../records/experimentRow.js'
import { deviceOf, type Options } from '../options/options.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { evalSchema, type EvalResult, type Identity } from '../results/resultSchema.js'
import { sharedIdentity, type Run } from './run.js'
import { dataFiles } from './sampleStage.js'
import { runStage } from '../folders/stage.js'
import { modelFolder } from './trainStage.js'
import { lengthsOf } from '../task.js'

/** The first clean test records, `limit` of them. */
export async function cleanRows<Row>({ folders, profile, options }: Run<Row>) {
  return (await readExperimentRows(dataFiles(folders.data).test)).slice(0, Math.min(profile.records.clean, options.limit ?? Infinity))
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
        const { said, seconds } = await ask(run, folder, rows.map(codesOf), title)
        const pairs = rows.map(({ answer }, i) => ({ answer: said[i] ?? '', reference: answer }))
        return { seconds, records: rows.length, clean: await measuredPairs(task, pairs, options.seed) }
      },
    },
    context,
  )
}
