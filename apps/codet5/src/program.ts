import { join } from 'node:path'
import { checkpointCommands, embeddedCommands, modelProgram, type ModelProgram } from '@codepurify/pretraining'

/** The commands of the program: `pretrain` makes the weights, `eval` measures them, `import` and `export` take checkpoints in and out. */
export const codet5: ModelProgram = {
  name: 'codet5',
  says: 'The embedded CodeT5: pretrained on the embedded corpus, by this project, with this project.',
  weights: join(import.meta.dirname, '..', 'weights', 'codet5-mini'),
  commands: {
    ...embeddedCommands({
      model: async () => (await import('./pretrain.js')).codet5Mini,
      evaluate: async () => (await import('./evaluateCommand.js')).evaluateCommand,
      figures: 'hidden spans and identifiers, perplexity and copying',
    }),
    ...checkpointCommands,
  },
}

/** The program of the embedded CodeT5. Exit codes: 0 done, 1 the work failed, 2 the call was wrong. */
export function main(args: readonly string[]): Promise<number> {
  return modelProgram(codet5, args)
}
