import { checkThreads, progressOn, UsageError, type Progress } from '@codepurify/experiment'
import yargs, { type Options as OptionTable } from 'yargs'

/** The options that every command of a model's program takes. */
export interface ModelArguments {
  readonly weights: string
  readonly runs: string
  readonly steps: number | undefined
  readonly device: 'cpu' | 'cuda' | 'webgpu'
  readonly threads: number | undefined
  readonly limit: number
}

/** One command of a model's program. */
export interface ModelCommand {
  readonly says: string
  /** Options of its own, in the form of yargs. */
  readonly options?: Readonly<Record<string, OptionTable>>
  /** `given` holds the common options and its own. */
  run(given: ModelArguments & Readonly<Record<string, unknown>>, progress: Progress, signal: AbortSignal): Promise<void>
}

/** The program of an embedded model. */
export interface ModelProgram {
  readonly name: string
  readonly says: string
  /** Where the finished model stands when --weights says nothing. */
  readonly weights: string
  readonly commands: Readonly<Record<string, ModelCommand>>
}

/** Runs a command of a model's program. Gives the exit code: 0 done, 1 the work failed, 2 the call was wrong. */
export async function modelProgram(program: ModelProgram, args: readonly string[]): Promise<number> {
  const progress = progressOn(process.stderr, { now: () => Date.now() })
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    await parser(program, args, progress, stop.signal).parseAsync()
    return 0
  } catch (error) {
    progress.say(error instanceof Error ? error.message : String(error))
    return error instanceof UsageError ? 2 : 1
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

function parser({ name, says, weights, commands }: ModelProgram, args: readonly string[], progress: Progress, signal: AbortSignal) {
  const names = Object.keys(commands)
  const known = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names.join()
  const described = yargs([...args])
    .scriptName(name)
    .usage(`$0 <command>\n\n${says}`)
    .option('runs', { type: 'string', default: 'runs', describe: 'folder that everything is written under' })
    .option('weights', { type: 'string', default: weights, describe: 'folder of the finished model' })
    .option('device', { choices: ['cpu', 'cuda', 'webgpu'] as const, default: 'cpu' as const, describe: 'where the model runs' })
    .option('threads', { type: 'number', describe: 'processor threads of a training; all cores by default' })
    .option('steps', { type: 'number', describe: "training steps, in place of the recipe's" })
    .option('limit', { type: 'number', default: 300, describe: 'functions of each language in the evaluation' })
    .demandCommand(1, `expected a command: ${known}`)
    .strict()
    // the last of an option that is given twice counts, as in the tasks' programs
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(`${message}. Known commands and options: ${name} --help`)
    })
  return names.reduce((parser, command) => {
    const { says: does = '', options = {}, run } = commands[command] ?? {}
    return parser.command(command, does, options, async (given) => {
      await checkThreads(given['threads'] as number | undefined)
      await run?.(given as unknown as Parameters<typeof run>[0], progress, signal)
    })
  }, described)
}
