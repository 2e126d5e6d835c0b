import { join } from 'node:path'
import { progressOn, UsageError, type Progress } from '@codepurify/experiment'
import yargs from 'yargs'

interface Arguments {
  readonly weights: string
  readonly runs: string
  readonly steps: number | undefined
  readonly device: 'cpu' | 'cuda' | 'webgpu'
  readonly limit: number
}

const weightsFolder = join(import.meta.dirname, '..', 'weights', 'codebert-mini')

/** The program of the embedded CodeBERT: `pretrain` makes its weights, `eval` measures them. Exit codes: 0 done, 1 the work failed, 2 the call was wrong. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = progressOn(process.stderr, { now: () => Date.now() })
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  try {
    await commands(args, progress, stop.signal).parseAsync()
    return 0
  } catch (error) {
    progress.say(error instanceof Error ? error.message : String(error))
    return error instanceof UsageError ? 2 : 1
  }
}

function commands(args: readonly string[], progress: Progress, signal: AbortSignal) {
  return yargs([...args])
    .scriptName('codebert')
    .usage('$0 <command>\n\nThe embedded CodeBERT: pretrained on the embedded corpus, by this project, with this project.')
    .option('runs', { type: 'string', default: 'runs', describe: 'folder that everything is written under' })
    .option('weights', { type: 'string', default: weightsFolder, describe: 'folder of the finished model' })
    .option('device', { choices: ['cpu', 'cuda', 'webgpu'] as const, default: 'cpu' as const, describe: 'where the model runs' })
    .option('steps', { type: 'number', describe: "training steps, in place of the recipe's" })
    .option('limit', { type: 'number', default: 300, describe: 'functions of each language in the evaluation' })
    .command('pretrain', 'train the weights; goes on where it stopped', {}, async (given) => {
      const { pretrainCommand } = await import('./pretrainCommand.js')
      await pretrainCommand(given as unknown as Arguments, progress, signal)
    })
    .command('eval', 'masked-token accuracy, perplexity and copying, by language', {}, async (given) => {
      const { evaluateCommand } = await import('./evaluateCommand.js')
      await evaluateCommand(given as unknown as Arguments, progress)
    })
    .demandCommand(1, 'expected a command: pretrain or eval')
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(`${message}. Known commands and options: codebert --help`)
    })
}
