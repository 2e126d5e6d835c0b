import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { initializeJoint, jointFeeds, jointLoss } from '@codepurify/models'
import type { Tokenizer } from '@codepurify/tokenizer'
import { lengthBatches, stepBatches, train, type StepReport, type Training } from '@codepurify/training'
import type { Recipe } from './recipe.js'
import { noisyPair, sequences } from './sequences.js'

/** What a pretraining runs on. */
export interface PretrainOptions {
  readonly recipe: Recipe
  readonly tokenizer: Tokenizer
  /** The functions to learn from. */
  readonly codes: Iterable<string>
  /** Where checkpoints stand. */
  readonly folder: string
  /** What the functions are (a hash), so that a checkpoint made from others is refused. */
  readonly identity: string
  readonly onStep?: (report: StepReport) => void
  readonly signal?: AbortSignal
  readonly threads?: number
  readonly device?: 'cpu' | 'cuda' | 'webgpu'
}

/**
 * Trains an encoder with a masked-LM head and a decoder at once: the encoder reads a corrupted window, the head names the corrupted tokens
 * (BERT, Devlin et al. 2019), the decoder writes the whole window (BART's denoising, Lewis et al. 2020). Resumes from `folder`.
 */
export async function pretrain({ recipe, tokenizer, codes, folder, identity, ...rest }: PretrainOptions): Promise<Training> {
  const { config, seed, tokenBudget, maximumLength, steps, learningRate, warmupSteps, betas, weightDecay, clipNorm, checkpointEvery } =
    recipe
  const targets = sequences(codes, tokenizer, maximumLength)
  const batches = stepBatches(
    lengthBatches(
      targets.map(({ length }) => ({ source: length, target: length })),
      { tokenBudget, seed },
    ),
  )
  return train({
    weights: initialWeights(recipe),
    build: (graph) => jointLoss(graph, config),
    batch: (step) => {
      const { epoch, indices } = batches(step)
      const pairs = indices.map((i) => noisyPair(targets[i] ?? [], tokenizer, seed, `epoch ${epoch}, record ${i}`, maximumLength))
      return jointFeeds(pairs, config.pad_token_id)
    },
    ...{ steps, learningRate, warmupSteps, betas, weightDecay, clipNorm, checkpointEvery },
    schedule: 'linear',
    seed,
    folder,
    identity,
    ...rest,
  })
}

/** Fresh weights, quiet but for the embeddings. Sinusoidal positions let "the same place, one further" be read off from the first step: copying is learnt in minutes. */
export function initialWeights({ config, seed }: Recipe): Weights {
  return initializeJoint(config, random(seed), { positions: 'sinusoidal', decoder: 'normal', embeddingDeviation: 0.1 })
}
