import { existsSync } from 'node:fs'
import { fileFault, reasonOf } from '@codepurify/dataset'
import yargs, { type Options } from 'yargs'
import { progressOn } from '../progress.js'
import type { Context } from '../folders/stage.js'
import { checkThreads } from '../options/checkThreads.js'
import { UsageError } from '../options/usageError.js'
import type { ClassifierEval } from './classifierEvalSchema.js'
import { evaluateCheckpoint, type EvaluateOptions } from './evaluateCheckpoint.js'

/** What every evaluation of a checkpoint is told. */
export interface EvaluationArguments {
  readonly checkpoint: string
  readonly data: string
  readonly out: string
}

/** A task's `eval` of a trained classifier: what it is called, what it reads beside `--data`, and how. */
export interface EvaluationProgram<Extra extends string> {
  readonly name: string
  readonly about: string
  readonly sequences: 1 | 2
  /** Options of this task alone, each a text with a default. */
  readonly options: Readonly<Record<Extra, Options & { readonly default: string }>>
  /** The files that are read, by what they are called in the result; the first is checked to be there before work begins. */
  readonly files: (given: EvaluationArguments & Readonly<Record<Extra, string>>) => Readonly<Record<string, string>>
  readonly read: (files: Readonly<Record<string, string>>) => Promise<Pick<EvaluateOptions, 'total' | 'records'>>
}

const shared = {
  checkpoint: { type: 'string', demandOption: true, describe: 'FOLDER: a trained classifier with its config.json and tokenizer' },
  data: { type: 'string', demandOption: true, describe: 'FOLDER: the data set' },
  out: { type: 'string', demandOption: true, describe: 'FILE: the result, JSON' },
  predictions: { type: 'string', describe: "FILE: every record's answer and logits, JSON lines" },
  'maximum-length': {
    type: 'number',
    default: 400,
    describe: 'NUMBER: tokens of a function, <s> and </s> included; longer ones are cut and counted',
  },
  device: { choices: ['cpu', 'cuda', 'webgpu'], default: 'cpu', describe: 'where the model runs' },
  threads: { type: 'number', describe: 'NUMBER: processor threads; all by default' },
  seed: { type: 'number', default: 1, describe: 'NUMBER: seed of the intervals' },
  // Nx names a model in every call
  model: { type: 'string', describe: 'taken and ignored: the checkpoint says which model it is' },
} as const

/** The evaluation of checkpoints that a task offers beside its stages. */
export interface CheckpointEvaluation {
  readonly about: string
  /** `evaluationMain` of its program. */
  main(args: readonly string[]): Promise<number>
}

/** A program of evaluation as a task carries it. */
export function checkpointEvaluation<Extra extends string>(program: EvaluationProgram<Extra>): CheckpointEvaluation {
  return { about: program.about, main: (args) => evaluationMain(program, args) }
}

/**
 * `node dist/main.js eval --checkpoint DIR --data DIR … --out FILE`. Gives the exit code: 0 done, 1 the work failed or was stopped, 2 the call was wrong.
 * What a person reads goes to standard error, the figures to standard output.
 */
export async function evaluationMain<Extra extends string>(program: EvaluationProgram<Extra>, args: readonly string[]): Promise<number> {
  const now = (): number => Date.now()
  const progress = progressOn(process.stderr, { now })
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort(new Error('Stopped. Nothing was written.'))
  process.once('SIGINT', onInterrupt)
  try {
    await commands(program, args, { progress, now, signal: stop.signal }).parseAsync()
    return 0
  } catch (error) {
    progress.say(reasonOf(error))
    return error instanceof UsageError ? 2 : 1
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

function commands<Extra extends string>(program: EvaluationProgram<Extra>, args: readonly string[], context: Context) {
  const { name, about, options } = program
  return (
    yargs([...args])
      .scriptName(name)
      .usage(`$0 eval --checkpoint FOLDER --data FOLDER --out FILE\n\n${about}`)
      .command('eval', 'accuracy, precision, recall and F1 of a trained classifier', { ...shared, ...options }, async (given) => {
        await evaluateWith(program, given as unknown as Given<Extra>, context)
      })
      .demandCommand(1, 'expected a command: eval')
      .strict()
      // the last of an option that is given twice counts, as in the stages
      .parserConfiguration({ 'duplicate-arguments-array': false })
      .locale('en')
      .wrap(140)
      .epilogue('Exit codes: 0 done, 1 the work failed or was stopped, 2 the call was wrong.')
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new UsageError(`${message}. Known commands and options: ${name} eval --help`)
      })
  )
}

type Given<Extra extends string> = EvaluationArguments &
  Pick<EvaluateOptions, 'predictions' | 'threads' | 'device' | 'seed'> & { readonly 'maximum-length': number } & Readonly<
    Record<Extra, string>
  >

async function evaluateWith<Extra extends string>(
  { name, sequences, files, read }: EvaluationProgram<Extra>,
  given: Given<Extra>,
  context: Context,
): Promise<void> {
  const { checkpoint, out, device, seed, threads, predictions, 'maximum-length': maximumLength } = given
  whole('maximum-length', maximumLength, 3)
  whole('seed', seed, 0)
  await checkThreads(threads)
  if (!existsSync(checkpoint)) throw new UsageError(`--checkpoint is "${checkpoint}", expected a folder that is there`)
  const data = files(given)
  for (const [what, path] of Object.entries(data)) {
    const fault = await fileFault(path)
    if (fault !== undefined) throw new UsageError(`${path}: ${fault}, expected the ${what} of the data set`)
  }
  const result = await evaluateCheckpoint(
    {
      ...{ task: name, sequences, checkpoint, out, device, seed, maximumLength, data },
      ...(threads !== undefined && { threads }),
      ...(predictions !== undefined && { predictions }),
      ...(await read(data)),
    },
    context,
  )
  process.stdout.write(`${shown(result)}\n`)
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) throw new UsageError(`--${name} is ${value}, expected a whole number from ${least} up`)
}

/** The figures in one line. */
function shown({ records, metrics, cut, setAside, seconds }: ClassifierEval): string {
  const figures = Object.entries(metrics).map(
    ([name, { value, low, high }]) => `${name} ${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
  )
  return `${records} records: ${figures.join(', ')}; ${cut} functions cut, ${setAside} rows set aside, ${seconds.toFixed(0)} s`
}
