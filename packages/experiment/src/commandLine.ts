import { resolve } from 'node:path'
import { makeFolder, writeFileAtomic } from '@codepurify/dataset'
import { paintFor } from '@codepurify/report'
import { attackNames } from './openTrigger.js'
import { benchStage } from './benchStage.js'
import { knownName, unknownName } from './knownName.js'
import { optionHelp, parseOptions } from './options.js'
import { progressOn } from './progress.js'
import { purifySchema, type Identity, type Provenance, type PurifyResult } from './resultSchema.js'
import { openRun, type Run } from './run.js'
import { exampleText, summary, tableText } from './shownResults.js'
import type { Context } from './stage.js'
import { runStages, stageNames, type StageName } from './stages.js'
import type { Task } from './task.js'
import { UsageError } from './usageError.js'

type Result = Identity & Provenance

/** The world around a command: where it writes, what it reads its clock from, what stops it. */
export interface Surroundings {
  /** The repository, which shipped weights are found in. */
  readonly root: string
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown }
  readonly context: Context
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The commands of a task's program: its stages, `bench` (every attack, one table) and `start` (the main job: the table and one record). */
export const commands = [...stageNames, 'bench', 'start'] as const

/**
 * The program of a task: `node dist/main.js <stage> [options]`. Gives the exit code: 0 done, 1 the work failed or was stopped, 2 the call was wrong.
 * Ctrl-C stops at the next step; what is finished stays, and the same command goes on from there.
 */
export async function main<Row>(task: Task<Row>, args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  const stop = new AbortController()
  const onInterrupt = (): void => {
    if (stop.signal.aborted) process.exit(1)
    process.stderr.write('\nStopping after this step; press Ctrl-C again to stop at once.\n')
    stop.abort(new Error('Stopped. What is finished is kept: the same command goes on from there.'))
  }
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  const now = (): number => Date.now()
  const context = { progress: progressOn(process.stderr, { now }), now, signal: stop.signal }
  try {
    await command(task, args, { root, output: process.stdout, context, environment: process.env })
    return 0
  } catch (error) {
    process.stderr.write(`${explained(stop.signal.aborted ? stop.signal.reason : error, process.env['CODEPURIFY_DEBUG'] !== undefined)}\n`)
    return error instanceof UsageError ? 2 : 1
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt)
  }
}

/** What `main` does, with the world around it as an argument. */
export async function command<Row>(task: Task<Row>, [name = '', ...rest]: readonly string[], around: Surroundings): Promise<void> {
  const { output, context } = around
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return void output.write(await help(task))
  const known = commands.find((one) => one === name)
  if (known === undefined) throw new UsageError(unknownName('stage', name, commands))
  const options = parseOptions(rest, { attacks: attackNames, model: Object.keys(task.models)[0] ?? '', stage: name })
  if (options.help) return void output.write(await help(task))
  const runs = options.attacks.map((attack) => {
    knownName('attack', attack, Object.fromEntries(attackNames.map((one) => [one, one])))
    return openRun(task, attack, options, { root: around.root, context, environment: around.environment })
  })
  context.progress.say(
    `${task.name} ${known}, model ${options.model}, attack ${options.attacks.join(', ')} at ${options.rate}, seed ${options.seed}, profile ${options.profile}, data ${options.data}`,
  )
  await makeFolder(options.runs).catch((error: unknown) => {
    throw new UsageError(`--runs is "${options.runs}", expected a folder that can be written`, { cause: error })
  })
  const result = known === 'start' || known === 'bench' ? await table(known, runs, around) : await single(known, runs, around)
  if (options.out !== undefined) await writeFileAtomic(resolve(options.out), `${JSON.stringify(result, null, 2)}\n`)
}

/** One stage of each attack; its result, or the list of them when there are several attacks. */
async function single<Row>(
  stage: StageName,
  runs: readonly Run<Row>[],
  { output, environment }: Surroundings,
): Promise<Result | readonly Result[]> {
  const results: Result[] = []
  for (const run of runs) results.push(await runStages(run, stage))
  const [first] = results
  const task = runs[0]?.task
  if (first === undefined || task === undefined) throw new UsageError('no attack was given, expected --attack NAME or --attack all')
  output.write(
    stage === 'purify'
      ? `${tableText(
          task,
          results.map((result) => purifySchema.parse(result)),
          paintFor(output, environment),
        )}\n`
      : results.map((result) => `${summary(result)}\n`).join(''),
  )
  return results.length === 1 ? first : results
}

async function table<Row>(name: 'start' | 'bench', runs: readonly Run<Row>[], { output, environment }: Surroundings): Promise<Result> {
  const rows: PurifyResult[] = []
  for (const run of runs) rows.push(purifySchema.parse(await runStages(run, 'purify')))
  const bench = await benchStage(runs, rows)
  const [first] = runs
  if (first === undefined) throw new UsageError('no attack was given, expected --attack NAME or --attack all')
  const paint = paintFor(output, environment)
  output.write(`${tableText(first.task, bench.rows, paint)}\n`)
  if (name === 'start') output.write(`\n${await exampleText(first.folders.attack, paint)}\n`)
  const [row] = rows
  return name === 'start' && rows.length === 1 && row !== undefined ? row : bench
}

function help<Row>(task: Task<Row>): Promise<string> {
  return optionHelp(
    [
      `${task.name}: node apps/${task.name}/dist/main.js STAGE [options], or npx nx run ${task.name}:STAGE [options]`,
      '',
      `stages   ${commands.join(', ')}`,
      `models   ${Object.keys(task.models).join(', ')}`,
      `attacks  ${attackNames.join(', ')}`,
      `data     ${Object.entries(task.sources).map(([key, { says }]) => `${key} (${says})`).join(', ')}`, // prettier-ignore
      `profiles ${Object.keys(task.profiles).join(', ')}`,
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
