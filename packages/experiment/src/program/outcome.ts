import { availableParallelism } from 'node:os'
import { paintFor } from '@codepurify/report'
import { benchStage } from '../bench/benchStage.js'
import { collectCells } from '../bench/collectCells.js'
import { finishedRuns, runCells } from '../bench/runCells.js'
import { exampleText, failedTexts, summary, tableText } from '../bench/shownResults.js'
import { compareCells, type FinishedCell } from '../comparison/compareCells.js'
import { runInJobs } from '../jobs/runInJobs.js'
import type { Call, Settings } from '../options/options.js'
import { UsageError } from '../options/usageError.js'
import { resultsOf, resultsText, type BenchCells } from '../results/resultsFile.js'
import { purifyFiles } from '../stages/purifyStage.js'
import type { Run } from '../stages/run.js'
import { runCell, runStages, type StageName } from '../stages/stages.js'
import { json } from './json.js'
import type { Surroundings } from './surroundings.js'

/** What a command that ran cells ends with. */
export interface Outcome {
  /** What --out writes. */
  readonly text: string
  /** Cells that failed. */
  readonly failed: number
}

/** One stage of each cell; its result, or the list of them when there are several cells, of which one that fails does not keep the others. */
export async function single<Row>(stage: StageName, runs: readonly Run<Row>[], { output, environment }: Surroundings): Promise<Outcome> {
  if (stage === 'purify') {
    const { rows, failed } = await runCells(runs, runCell)
    const [{ task } = { task: undefined }] = runs
    if (task !== undefined) output.write(`${tableText(task, { rows, failed }, paintFor(output, environment))}\n`)
    return { text: json(rows.length === 1 ? rows[0] : rows), failed: failed.length }
  }
  const { rows, failed } = await runCells(runs, (run) => runStages(run, stage))
  output.write([...rows.map(summary), ...failedTexts(failed, paintFor(output, environment))].map((line) => `${line}\n`).join(''))
  return { text: json(rows.length === 1 ? rows[0] : rows), failed: failed.length }
}

/** The table over all cells: those that are run, or with --collect those that are there. */
export async function table<Row>(
  {
    name,
    made,
    collect,
    device,
    jobs = usualJobs(device),
  }: { readonly name: 'start' | 'bench'; readonly made: string } & Pick<Call, 'collect' | 'jobs'> & Pick<Settings, 'device'>,
  runs: readonly Run<Row>[],
  { output, environment, startJob }: Surroundings,
): Promise<Outcome> {
  const [first] = runs
  if (first === undefined) throw new UsageError('the call names no cell, expected at least one')
  const work = () => (jobs > 1 && runs.length > 1 && startJob !== undefined ? runInJobs(runs, { jobs, startJob }) : runCells(runs, runCell))
  const ran = collect ? undefined : await work()
  const { rows, failed } = ran ?? (await collectCells(runs))
  if (collect && rows.length === 0) throw new Error(`no cell has a result there, of ${failed.length}: ${failed[0]?.error ?? ''}`)
  const { comparisons, leftOut } = await compareCells(first.task, finishedCells(runs, { rows, failed }))
  for (const reason of leftOut) first.context.progress.say(reason)
  if (ran !== undefined && name === 'bench') await benchStage(runs, { ...ran, comparisons })
  const paint = paintFor(output, environment)
  output.write(`${tableText(first.task, { rows, comparisons, failed }, paint)}\n`)
  if (name === 'start' && rows.length > 0) output.write(`\n${await exampleText(first.folders.attack, first.options.defence, paint)}\n`)
  // a cell that was never run has not failed
  return { text: resultsText(resultsOf(first.task, made, { rows, comparisons, failed: collect ? [] : failed })), failed: failed.length }
}

/** One process a core, four at most, for each holds a victim and the records; one on a GPU. */
function usualJobs(device: Settings['device']): number {
  return device === 'cpu' ? Math.min(4, availableParallelism()) : 1
}

/** The finished cells of a bench, which come in the order of the runs. */
function finishedCells<Row>(runs: readonly Run<Row>[], { rows, failed = [] }: BenchCells): FinishedCell[] {
  const finished = finishedRuns(runs, failed)
  return rows.map((result, i) => {
    const run = finished[i]
    if (run === undefined) throw new Error(`${rows.length} results of ${finished.length} finished cells`)
    const { folders, options } = run
    return { result, folder: folders.attack, records: purifyFiles(folders.attack, options.defence).records }
  })
}
