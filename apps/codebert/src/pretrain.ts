import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { initializeJoint, jointFeeds, jointLoss, type Seq2SeqConfig } from '@codepurify/models'
import { codeWindows, fitWindows, noisyPairs, type PretrainedModel, type Recipe } from '@codepurify/pretraining'
import { miniRecipe } from './recipe.js'

/**
 * Trains an encoder with a masked-LM head and a decoder at once: the encoder reads a corrupted window, the head names the corrupted tokens
 * (BERT, Devlin et al. 2019), the decoder writes the whole window (BART's denoising, Lewis et al. 2020). Resumes from `folder`.
 */
export const codebertMini: PretrainedModel<Seq2SeqConfig> = {
  name: 'codebert',
  recipe: miniRecipe,
  layout: 'roberta',
  pretrain: ({ recipe, tokenizer, functions, ...rest }) => {
    const { config, maximumLength } = recipe
    const codes = functions.map(({ code }) => code)
    const windows = codeWindows(codes, tokenizer, maximumLength)
    const pairOf = noisyPairs(tokenizer, recipe)
    return fitWindows({
      recipe,
      windows,
      weights: initialWeights(recipe),
      build: (graph) => jointLoss(graph, config),
      feeds: ({ epoch, indices }) => {
        const pairs = indices.map((i) => pairOf(windows[i]?.ids ?? [], `epoch ${epoch}, record ${i}`))
        return jointFeeds(pairs, config.pad_token_id)
      },
      ...rest,
    })
  },
}

/** Fresh weights, quiet but for the embeddings. Sinusoidal positions let "the same place, one further" be read off from the first step: copying is learnt in minutes. */
export function initialWeights({ config, seed }: Recipe<Seq2SeqConfig>): Weights {
  return initializeJoint(config, random(seed), { positions: 'sinusoidal', decoder: 'normal', embeddingDeviation: 0.1 })
}
