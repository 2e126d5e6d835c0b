import { join } from 'node:path'
import type { Progress } from '@codepurify/experiment'
import { writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { corpusFunctions } from './functions.js'
import { pretrain } from './pretrain.js'
import { miniRecipe } from './recipe.js'

/** Trains the vocabulary and the weights on the train split of the embedded corpus and writes a Hugging Face folder (fp16). */
export async function pretrainCommand(
  { runs, weights, steps, device }: { runs: string; weights: string; steps: number | undefined; device: 'cpu' | 'cuda' | 'webgpu' },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const recipe = { ...miniRecipe, steps: steps ?? miniRecipe.steps }
  const { functions, hash } = await corpusFunctions(runs, 'train', progress)
  const codes = functions.map(({ code }) => code)
  const vocabulary = progress.step('vocabulary', recipe.config.vocab_size)
  const tokenizer = trainBytePairEncoding(codes, {
    vocabularySize: recipe.config.vocab_size,
    onProgress: (done) => vocabulary.update(done),
  })
  vocabulary.end()
  const bar = progress.step('pretraining', recipe.steps)
  let mean = 0
  const { weights: trained } = await pretrain({
    recipe,
    tokenizer,
    codes,
    folder: join(runs, 'codebert', 'pretrain'),
    identity: hash,
    device,
    signal,
    onStep: ({ step, loss }) => {
      mean = mean === 0 ? loss : 0.98 * mean + 0.02 * loss
      bar.update(step, `loss ${mean.toFixed(3)}`)
    },
  })
  bar.end()
  const made = `nx run codebert:pretrain (seed ${recipe.seed}, ${recipe.steps} steps of ${recipe.tokenBudget} tokens)`
  await writeCheckpoint(
    weights,
    { config: recipe.config, weights: trained, tokenizer: tokenizer.toJson() },
    { dtype: 'float16', metadata: { made } },
  )
  progress.say(`weights: ${weights}`)
}
