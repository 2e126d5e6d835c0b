import type { Progress } from '@codepurify/experiment'
import type { CheckpointContents } from '@codepurify/models'
import type { ModelArguments, ModelCommand } from './modelProgram.js'
import { pretrainCommand, type PretrainedModel } from './pretrainCommand.js'

/** What an embedded model is made and measured with; loaded when a command needs it. */
export interface EmbeddedModel<Config> {
  readonly model: () => Promise<PretrainedModel<Config>>
  readonly evaluate: () => Promise<(given: ModelArguments, progress: Progress) => Promise<void>>
  /** What `evaluate` finds out. */
  readonly figures: string
}

/** The commands that every embedded model has. */
export function embeddedCommands<Config extends CheckpointContents['config']>({
  model,
  evaluate,
  figures,
}: EmbeddedModel<Config>): Readonly<Record<'pretrain' | 'eval', ModelCommand>> {
  return {
    pretrain: {
      says: 'train the weights; goes on where it stopped',
      run: async (...given) => pretrainCommand(await model(), ...given),
    },
    eval: {
      says: `${figures}, by language`,
      run: async (given, progress) => (await evaluate())(given, progress),
    },
  }
}
