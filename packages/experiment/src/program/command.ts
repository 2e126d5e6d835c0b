import { makeFolder, outputFiles, writeFileAtomic } from '@codepurify/dataset'
import { reportStage } from '../bench/reportStage.js'
import { runJob } from '../jobs/jobProcess.js'
import { cellName } from '../options/cells.js'
import { unknownName } from '../options/knownName.js'
import { parseOptions, type Call } from '../options/options.js'
import { checkThreads } from '../options/checkThreads.js'
import { asUsageError, UsageError } from '../options/usageError.js'
import { commandText } from '../results/commandText.js'
import type { Task } from '../task.js'
import { commands } from './commands.js'
import { help } from './help.js'
import { json } from './json.js'
import { single, table } from './outcome.js'
import { openRuns, runsOfCall } from './runsOfCall.js'
import type { Surroundings } from './surroundings.js'

/** What `main` does, with the world around it as an argument. */
export async function command<Row>(task: Task<Row>, [name = '', ...rest]: readonly string[], around: Surroundings): Promise<void> {
  const { output, context } = around
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return void output.write(await help(task))
  const known = commands.find((one) => one === name)
  if (known === undefined) throw new UsageError(unknownName('stage', name, commands))
  const call = parseOptions(rest)
  const { settings } = call
  if (call.help) return void output.write(await help(task))
  if (known !== 'bench') refuseBenchOptions(known, call)
  if (call.collect && settings.again) throw new UsageError('--collect runs nothing, and --again runs what is there. Leave one of them out')
  if (known === 'report') return report(task, call, around)
  const out = await outOf(call)
  await checkThreads()
  const given = around.job?.cells.map(({ cell }) => cell)
  const runs = given === undefined ? await runsOfCall(task, known, call, around) : openRuns(task, known, call, given, around)
  const [first] = runs
  if (first === undefined) throw new UsageError('the call names no cell, expected at least one')
  context.progress.say(
    `${task.name} ${known}: ${runs.length === 1 ? cellName(first.options) : `${runs.length} cells`}, profile ${settings.profile}, data ${settings.data}`,
  )
  await makeFolder(settings.runs).catch((error: unknown) => {
    throw new UsageError(`--runs is "${settings.runs}", expected a folder that can be written`, { cause: error })
  })
  if (around.job !== undefined) return runJob(runs, around.job)
  const made = commandText(task.name, known, rest)
  const { text, failed } =
    known === 'start' || known === 'bench'
      ? await table({ name: known, made, ...call, device: settings.device }, runs, around)
      : await single(known, runs, around)
  if (out !== undefined) await writeFileAtomic(out, text)
  if (failed > 0)
    throw new Error(
      call.collect
        ? `${failed} of ${runs.length} cells have no result there; the table has the others.`
        : `${failed} of ${runs.length} cells failed; the others are kept. Run the same command again for those that failed.`,
    )
}

const reportOptions: readonly string[] = ['runs', 'out']

/** The page of the results that are there; it runs nothing. */
async function report<Row>(task: Task<Row>, call: Call, { output }: Surroundings): Promise<void> {
  const foreign = call.given.find((name) => !reportOptions.includes(name))
  if (foreign !== undefined)
    throw new UsageError(`report shows every result under --runs, got --${foreign}. Leave it out; bench makes a table of some cells`)
  const out = await outOf(call)
  const { page, cells, leftOut } = await reportStage(task, call.settings)
  output.write([`${page}: ${cells} cells`, ...leftOut].map((line) => `${line}\n`).join(''))
  if (out !== undefined) await writeFileAtomic(out, json({ page, cells, leftOut }))
}

/** Where --out ends; a UsageError where nothing can be written there, before anything is done. */
async function outOf({ out, grid }: Call): Promise<string | undefined> {
  return (await outputFiles({ '--out': out }, grid === undefined ? [] : [grid]).catch(asUsageError))['--out']
}

function refuseBenchOptions(stage: string, call: Call): void {
  if (call.grid !== undefined) throw new UsageError(`--grid is for bench, got it for ${stage}. Name the cell with --attack, --rate, …`)
  if (call.jobs !== undefined && stage !== 'start') throw new UsageError(`--jobs is for bench and start, got it for ${stage}`)
  for (const flag of ['sweep', 'collect'] as const) if (call[flag]) throw new UsageError(`--${flag} is for bench, got it for ${stage}`)
}
