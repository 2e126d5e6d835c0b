import type { Tensor, Weights } from '@codepurify/graph'
import { lengthBatches, stepBatches, train, type Training, type TrainOptions } from '@codepurify/training'
import type { CodeWindow } from './codeWindows.js'
import type { Recipe } from './recipe.js'

/** What every pretraining is given. */
export interface FitOptions extends Pick<TrainOptions, 'folder' | 'onStep' | 'signal' | 'threads' | 'device'> {
  /** What the functions are (a hash), so that a checkpoint made from others is refused. */
  readonly identity: string
}

/** What a step learns from. */
export interface StepWindows {
  readonly step: number
  readonly epoch: number
  /** Places in the list of windows. */
  readonly indices: readonly number[]
}

/** What is fitted to which windows. */
export interface WindowFit<Config> extends FitOptions {
  readonly recipe: Recipe<Config>
  readonly windows: readonly CodeWindow[]
  readonly weights: Weights
  readonly build: TrainOptions['build']
  /** The loss's inputs; a pure function of what it is given. */
  readonly feeds: (windows: StepWindows) => Readonly<Record<string, Tensor>> | Promise<Readonly<Record<string, Tensor>>>
}

/** Trains a model that reads and writes windows, in batches of similar length, with linear decay; goes on where `folder` says it stopped. */
export function fitWindows<Config>({ recipe, windows, feeds, ...rest }: WindowFit<Config>): Promise<Training> {
  const { seed, tokenBudget, steps, learningRate, warmupSteps, betas, weightDecay, clipNorm, checkpointEvery } = recipe
  const lengths = windows.map(({ ids }) => ({ source: ids.length, target: ids.length }))
  const batches = stepBatches(lengthBatches(lengths, { tokenBudget, seed }))
  return train({
    batch: (step) => feeds({ step, ...batches(step) }),
    ...{ steps, learningRate, warmupSteps, betas, weightDecay, clipNorm, checkpointEvery, seed },
    schedule: 'linear',
    ...rest,
  })
}
