import { join } from 'node:path'
import { checkpointCommands, embeddedCommands, modelProgram, type ModelProgram } from '@codepurify/pretraining'

/** The commands of the program: `pretrain` makes the weights, `eval` measures them, `import` and `export` take checkpoints in and out. */
export const codebert: ModelProgram = {
  name: 'codebert',
  says: 'The embedded CodeBERT: pretrained on the embedded corpus, by this project, with this project.',
  weights: join(import.meta.dirname, '..', 'weights', 'codebert-mini'),
  commands: {
    ...embeddedCommands({
      model: async () => (await import('./pretrain.js')).codebertMini,
      evaluate: async () => (await import('./evaluateCommand.js')).evaluateCommand,
      figures: 'masked-token accuracy, perplexity and copying',
    }),
    ...checkpointCommands,
  },
}

/** The program of the embedded CodeBERT. Exit codes: 0 done, 1 the work failed, 2 the call was wrong. */
export function main(args: readonly string[]): Promise<number> {
  return modelProgram(codebert, args)
}
