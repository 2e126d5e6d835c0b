import { join } from 'node:path'
import { modelProgram, pretrainCommand, type ModelProgram } from '@codepurify/pretraining'

/** The commands of the program: `pretrain` makes the weights, `eval` measures them. */
export const codet5: ModelProgram = {
  name: 'codet5',
  says: 'The embedded CodeT5: pretrained on the embedded corpus, by this project, with this project.',
  weights: join(import.meta.dirname, '..', 'weights', 'codet5-mini'),
  commands: {
    pretrain: {
      says: 'train the weights; goes on where it stopped',
      run: async (...given) => {
        const { codet5Mini } = await import('./pretrain.js')
        await pretrainCommand(codet5Mini, ...given)
      },
    },
    eval: {
      says: 'hidden spans and identifiers, perplexity and copying, by language',
      run: async (given, progress) => {
        const { evaluateCommand } = await import('./evaluateCommand.js')
        await evaluateCommand(given, progress)
      },
    },
  },
}

/** The program of the embedded CodeT5. Exit codes: 0 done, 1 the work failed, 2 the call was wrong. */
export function main(args: readonly string[]): Promise<number> {
  return modelProgram(codet5, args)
}
