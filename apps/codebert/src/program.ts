import { join } from 'node:path'
import { modelProgram, pretrainCommand, type ModelProgram } from '@codepurify/pretraining'

/** The commands of the program: `pretrain` makes the weights, `eval` measures them. */
export const codebert: ModelProgram = {
  name: 'codebert',
  says: 'The embedded CodeBERT: pretrained on the embedded corpus, by this project, with this project.',
  weights: join(import.meta.dirname, '..', 'weights', 'codebert-mini'),
  commands: {
    pretrain: {
      says: 'train the weights; goes on where it stopped',
      run: async (...given) => {
        const { codebertMini } = await import('./pretrain.js')
        await pretrainCommand(codebertMini, ...given)
      },
    },
    eval: {
      says: 'masked-token accuracy, perplexity and copying, by language',
      run: async (given, progress) => {
        const { evaluateCommand } = await import('./evaluateCommand.js')
        await evaluateCommand(given, progress)
      },
    },
  },
}

/** The program of the embedded CodeBERT. Exit codes: 0 done, 1 the work failed, 2 the call was wrong. */
export function main(args: readonly string[]): Promise<number> {
  return modelProgram(codebert, args)
}
