import { join } from 'node:path'
import type { Progress } from '@codepurify/experiment'
import { writeCheckpoint, type CheckpointContents } from '@codepurify/models'
import { trainBytePairEncoding, type Tokenizer, type TrainingOptions } from '@codepurify/tokenizer'
import type { FunctionRecord } from '@codepurify/dataset'
import type { Training } from '@codepurify/training'
import { corpusFunctions } from './corpusFunctions.js'
import type { FitOptions } from './fitWindows.js'
import type { ModelArguments } from './modelProgram.js'
import type { Recipe } from './recipe.js'

/** A model that can be pretrained on the embedded corpus. */
export interface PretrainedModel<Config> {
  /** As in `nx run codebert:pretrain`. */
  readonly name: string
  readonly recipe: Recipe<Config>
  readonly layout: NonNullable<TrainingOptions['layout']>
  pretrain(
    o: FitOptions & { readonly recipe: Recipe<Config>; readonly tokenizer: Tokenizer; readonly functions: readonly FunctionRecord[] },
  ): Promise<Training>
}

/** Trains the vocabulary and the weights on the train split of the embedded corpus and writes a Hugging Face folder (fp16). */
export async function pretrainCommand<Config extends CheckpointContents['config']>(
  { name, recipe: usual, layout, pretrain }: PretrainedModel<Config>,
  { runs, weights, steps, device, threads }: ModelArguments,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const recipe = { ...usual, steps: steps ?? usual.steps }
  const { functions, hash } = await corpusFunctions(runs, 'train', progress)
  const vocabulary = progress.step('vocabulary', recipe.config.vocab_size)
  const tokenizer = trainBytePairEncoding(
    functions.map(({ code }) => code),
    { vocabularySize: recipe.config.vocab_size, layout, onProgress: (done) => vocabulary.update(done) },
  )
  vocabulary.end()
  const bar = progress.step('pretraining', recipe.steps)
  let mean = 0
  const { weights: trained } = await pretrain({
    recipe,
    tokenizer,
    functions,
    folder: join(runs, name, 'pretrain'),
    identity: hash,
    device,
    ...(threads !== undefined && { threads }),
    signal,
    onStep: ({ step, loss }) => {
      mean = mean === 0 ? loss : 0.98 * mean + 0.02 * loss
      bar.update(step, `loss ${mean.toFixed(3)}`)
    },
  })
  bar.end()
  const made = `nx run ${name}:pretrain (seed ${recipe.seed}, ${recipe.steps} steps of ${recipe.tokenBudget} tokens)`
  await writeCheckpoint(
    weights,
    { config: recipe.config, weights: trained, tokenizer: tokenizer.toJson() },
    { dtype: 'float16', metadata: { made } },
  )
  progress.say(`weights: ${weights}`)
}
