import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { makeFolder, writeFileAtomic } from '@codepurify/dataset'
import { paintFor } from '@codepurify/report'
import { cellName, cellsOf, readGrid, type Axes, type Cell, type KnownNames } from './options/cells.js'
import { collectCells } from './bench/collectCells.js'
import { compareCells, type FinishedCell } from './comparison/compareCells.js'
import { asksForCheckpoint } from './classification/checkpointCall.js'
import { attackNames } from './stages/openTrigger.js'
import { benchStage } from './bench/benchStage.js'
import { forkJob, ownJob, runJob, type Job } from './jobs/jobProcess.js'
import { runInJobs, type StartJob } from './jobs/runInJobs.js'
import { unknownName } from './options/knownName.js'
import { defenceNames, defencesOf, unfit } from './defences/openDefence.js'
import type { Init } from './options/optionTable.js'
import { optionHelp, parseOptions, type Call } from './options/options.js'
import { progressOn } from './progress.js'
import { commandText } from './results/commandText.js'
import { resultsOf, resultsText } from './results/resultsFile.js'
import type { Identity, Provenance } from './results/resultSchema.js'
import { finishedRuns, runCells } from './bench/runCells.js'
import { purifyFiles } from './stages/purifyStage.js'
import type { BenchCells } from './results/benchTables.js'
import { reportStage } from './bench/reportStage.js'
import { openRun, profileOf, type Run } from './stages/run.js'
import { exampleText, summary, tableText } from './bench/shownResults.js'
import type { Context } from './folders/stage.js'
import { runStages, stageNames, type StageName } from './stages/stages.js'
import type { Task } from './task.js'
import { defenceOf } from './options/ruleRevision.js'
import { UsageError } from './options/usageError.js'

type Result = Identity & Provenance

interface Outcome {
  /** What --out writes. */
  readonly text: string
  /** Cells that failed. */
  readonly failed: number
}

/** The world around a command: where it writes, what it reads its clock from, what stops it. */
export interface Surroundings {
  /** The repository, which shipped weights are found in. */
  readonly root: string
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown }
  readonly context: Context
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Starts a process for some cells, for --jobs; absent: all cells run in this process. */
  readonly startJob?: (jobs: number) => StartJob
  /** The cells that this process was started for. */
  readonly job?: Job | undefined
}

/** The commands of a task's program: its stages, `bench` (every cell of a grid, one table; where nothing is said the whole grid: each model, attack and defence), `report` (a page of what is there) and `start` (the main job: the table and one record). */
export const commands = [...stageNames, 'bench', 'report', 'start'] as const

type CommandName = (typeof commands)[number]

/**
 * The program of a task: `node dist/main.js <stage> [options]`. Gives the exit code: 0 done, 1 the work failed or was stopped, 2 the call was wrong.
 * Ctrl-C stops at the next step; what is finished stays, and the same command goes on from there. `eval` of somebody's checkpoint is the task's own program (`checkpoints`).
 */
export async function main<Row>(task: Task<Row>, args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  if (task.checkpoints !== undefined && asksForCheckpoint(args, Object.keys(task.sources))) return task.checkpoints.main(args)
  const stop = new AbortController()
  const onInterrupt = (): void => {
    if (stop.signal.aborted) process.exit(1)
    process.stderr.write('\nStopping after this step; press Ctrl-C again to stop at once.\n')
    stop.abort(new Error('Stopped. What is finished is kept: the same command goes on from there.'))
  }
  const job = ownJob()
  // Ctrl-C reaches every process of a terminal: a job waits for what the one that started it says, and stops when that is gone
  const interrupts = job === undefined ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM', 'disconnect'] as const)
  const ignore = (): void => undefined
  if (job !== undefined) process.on('SIGINT', ignore)
  for (const name of interrupts) process.on(name, onInterrupt)
  const now = (): number => Date.now()
  const context = { progress: progressOn(process.stderr, { now }), now, signal: stop.signal }
  try {
    const startJob = (jobs: number): StartJob => forkJob(process.argv[1] ?? '', args, jobs)
    await command(task, args, { root, output: process.stdout, context, environment: process.env, startJob, job })
    return 0
  } catch (error) {
    process.stderr.write(`${explained(stop.signal.aborted ? stop.signal.reason : error, process.env['CODEPURIFY_DEBUG'] !== undefined)}\n`)
    return error instanceof UsageError ? 2 : 1
  } finally {
    for (const name of interrupts) process.off(name, onInterrupt)
    process.off('SIGINT', ignore)
    // an open channel would keep the process
    if (job !== undefined && process.connected) process.disconnect()
  }
}

/** What `main` does, with the world around it as an argument. */
export async function command<Row>(task: Task<Row>, [name = '', ...rest]: readonly string[], around: Surroundings): Promise<void> {
  const { output, context } = around
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return void output.write(await help(task))
  const known = commands.find((one) => one === name)
  if (known === undefined) throw new UsageError(unknownName('stage', name, commands))
  const call = parseOptions(rest)
  if (call.help) return void output.write(await help(task))
  if (known !== 'bench') refuseBenchOptions(known, call)
  if (known === 'report') return report(task, call, around)
  const given = around.job?.cells.map(({ cell }) => cell)
  const runs = given === undefined ? await runsOf(task, known, call, around) : openRuns(task, known, call, given, around)
  const [first] = runs
  if (first === undefined) throw new UsageError('the call names no cell, expected at least one')
  context.progress.say(
    `${task.name} ${known}: ${runs.length === 1 ? cellName(first.options) : `${runs.length} cells`}, profile ${call.profile}, data ${call.data}`,
  )
  await makeFolder(call.runs).catch((error: unknown) => {
    throw new UsageError(`--runs is "${call.runs}", expected a folder that can be written`, { cause: error })
  })
  if (around.job !== undefined) return runJob(runs, around.job)
  const made = commandText(task.name, known, rest)
  const { text, failed } =
    known === 'start' || known === 'bench' ? await table({ name: known, made, ...call }, runs, around) : await single(known, runs, around)
  if (call.out !== undefined) await writeFileAtomic(resolve(call.out), text)
  if (failed > 0)
    throw new Error(
      call.collect
        ? `${failed} of ${runs.length} cells have no result there; the table has the others.`
        : `${failed} of ${runs.length} cells failed; the others are kept. Run the same command again for those that failed.`,
    )
}

/** The names that a call may say. */
function namesOf<Row>(task: Task<Row>): KnownNames {
  return { model: Object.keys(task.models), attack: attackNames, defence: defenceNames }
}

const reportOptions: readonly string[] = ['runs', 'out']

/** The page of the results that are there; it runs nothing. */
async function report<Row>(task: Task<Row>, call: Call, { output }: Surroundings): Promise<void> {
  const foreign = call.given.find((name) => !reportOptions.includes(name))
  if (foreign !== undefined)
    throw new UsageError(`report shows every result under --runs, got --${foreign}. Leave it out; bench makes a table of some cells`)
  const { page, cells, leftOut } = await reportStage(task, call)
  output.write([`${page}: ${cells} cells`, ...leftOut].map((line) => `${line}\n`).join(''))
  if (call.out !== undefined) await writeFileAtomic(resolve(call.out), json({ page, cells, leftOut }))
}

function refuseBenchOptions(stage: string, call: Call): void {
  if (call.grid !== undefined) throw new UsageError(`--grid is for bench, got it for ${stage}. Name the cell with --attack, --rate, …`)
  if (call.jobs !== undefined) throw new UsageError(`--jobs is for bench, got it for ${stage}`)
  for (const flag of ['sweep', 'collect'] as const) if (call[flag]) throw new UsageError(`--${flag} is for bench, got it for ${stage}`)
}

/** The cells of a call, each with everything that its stages need. */
async function runsOf<Row>(task: Task<Row>, stage: CommandName, call: Call, around: Surroundings): Promise<Run<Row>[]> {
  const bench = stage === 'bench'
  const [model = ''] = Object.keys(task.models)
  const one: Axes = { model: [model], attack: ['bnc-fixed'], rate: [0.05], seed: [1], defence: ['codepurify'] }
  const usual: Axes = bench ? { ...one, model: ['all'], attack: ['all'], defence: ['all'] } : one
  const known = namesOf(task)
  const blocks = call.grid === undefined ? [{}] : await readGrid(call.grid, known)
  // names are looked up also where the stage does not use them
  cellsOf(call.axes, [{}], usual, known)
  // the stages before purify know no defence
  const given = stage === 'purify' || stage === 'start' || bench ? call.axes : { ...call.axes, defence: ['codepurify'] }
  const ground = { ...task, languages: task.sources[call.data]?.languages ?? [task.language] }
  const own = defencesOf(ground)
  const cells = cellsOf(given, blocks, usual, known, { ...known, defence: own })
  for (const cell of cells) {
    const defence = defenceOf({ ...cell, rule: call.rule })
    const reason = unfit(defence, ground)
    if (reason !== undefined) throw new UsageError(`the defence "${defence}" ${reason}. Expected one of ${own.join(', ')}`)
  }
  return openRuns(task, stage, call, cells, around)
}

function openRuns<Row>(task: Task<Row>, stage: CommandName, call: Call, cells: readonly Cell[], around: Surroundings): Run<Row>[] {
  const {
    given: _given,
    axes: _axes,
    grid: _grid,
    out: _out,
    sweep: _sweep,
    collect: _collect,
    jobs: _jobs,
    help: _help,
    ...settings
  } = call
  const usual = (cell: Cell): Init => (stage === 'bench' ? (profileOf(task, { ...settings, ...cell }).benchInit ?? 'twin') : 'pretrained')
  return cells.map((cell) => openRun(task, { ...settings, ...cell, init: call.init ?? usual(cell) }, around))
}

/** One stage of each cell; its result, or the list of them when there are several cells. */
async function single<Row>(stage: StageName, runs: readonly Run<Row>[], { output, environment }: Surroundings): Promise<Outcome> {
  if (stage === 'purify') {
    const { rows, failed } = await runCells(runs)
    const [{ task } = { task: undefined }] = runs
    if (task !== undefined) output.write(`${tableText(task, { rows, failed }, paintFor(output, environment))}\n`)
    return { text: json(rows.length === 1 ? rows[0] : rows), failed: failed.length }
  }
  const results: Result[] = []
  for (const run of runs) results.push(await runStages(run, stage))
  output.write(results.map((result) => `${summary(result)}\n`).join(''))
  return { text: json(results.length === 1 ? results[0] : results), failed: 0 }
}

/** The table over all cells: those that are run, or with --collect those that are there. */
async function table<Row>(
  {
    name,
    made,
    collect,
    device,
    jobs = usualJobs(device),
  }: { readonly name: 'start' | 'bench'; readonly made: string } & Pick<Call, 'collect' | 'device' | 'jobs'>,
  runs: readonly Run<Row>[],
  { output, environment, startJob }: Surroundings,
): Promise<Outcome> {
  const [first] = runs
  if (first === undefined) throw new UsageError('the call names no cell, expected at least one')
  const work = () =>
    jobs > 1 && runs.length > 1 && startJob !== undefined ? runInJobs(runs, { jobs, start: startJob(jobs) }) : runCells(runs)
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
function usualJobs(device: Call['device']): number {
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

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function help<Row>(task: Task<Row>): Promise<string> {
  return optionHelp(
    [
      `${task.name}: node apps/${task.name}/dist/main.js STAGE [options], or npx nx run ${task.name}:STAGE [options]`,
      '',
      `stages   ${commands.join(', ')}`,
      `models   ${Object.keys(task.models).join(', ')}`,
      `attacks  ${attackNames.join(', ')}`,
      `defences ${defenceNames.join(', ')}`,
      `data     ${Object.entries(task.sources).map(([key, { says }]) => `${key} (${says})`).join(', ')}`, // prettier-ignore
      `profiles ${Object.keys(task.profiles).join(', ')}`,
      ...(task.checkpoints === undefined
        ? []
        : ['', `A trained model of yours: eval --checkpoint FOLDER --data FOLDER --out FILE, and --help behind it for its options.`]),
    ].join('\n'),
  )
}

function explained(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error && error.cause.message !== error.message ? `\n  because: ${error.cause.message}` : ''
  return debug
    ? (error.stack ?? error.message)
    : `${error.name === 'Error' || error.name === 'UsageError' ? '' : `${error.name}: `}${error.message}${cause}`
}
