import type { Graph, Tensor, Value, Weights } from '@codepurify/graph'
import type { Schedule } from './schedule.js'

/** What is reported after every step. */
export interface StepReport {
  /** How many steps have been made, this one included, out of how many. */
  readonly step: number
  readonly steps: number
  readonly loss: number
  /** The norm of all gradients together, before clipping. */
  readonly gradientNorm: number
  readonly learningRate: number
  /** Tokens of the batch, padding included. */
  readonly tokens: number
  readonly seconds: number
}

/** One line of a training's history, written at every evaluation and checkpoint. */
export interface HistoryEntry {
  readonly step: number
  /** Mean loss and mean gradient norm of the steps since the entry before. */
  readonly loss: number
  readonly gradientNorm: number
  /** What `evaluate` gave at this step, where it was asked. */
  readonly score?: number
}

/** The weights with the highest score of all evaluations; of equal ones the earliest. */
export interface Best {
  readonly step: number
  readonly score: number
  readonly weights: Weights
}

/** A finished training: the last weights, the best ones if there was an `evaluate`, and how it went. */
export interface Training {
  readonly weights: Weights
  readonly best: Best | undefined
  readonly history: readonly HistoryEntry[]
  /** The loss of every step, those before a resume included. */
  readonly losses: readonly number[]
  /** Seconds of the steps that were there already when it was taken up; 0 where none were. */
  readonly earlierSeconds: number
}

/** Options of {@link train}. */
export interface TrainOptions {
  /** Where training starts. Weights that the graph does not use come back as they are. */
  readonly weights: Weights
  /** Builds the scalar loss; the parameters that it creates are trained. It must build the same graph every time. */
  readonly build: (graph: Graph) => { readonly loss: Value }
  /** The inputs of a step, counted from 0: a pure function of the step, or a resumed training would go another way. */
  readonly batch: (step: number) => Readonly<Record<string, Tensor>> | Promise<Readonly<Record<string, Tensor>>>
  readonly steps: number
  readonly learningRate: number
  readonly warmupSteps?: number
  readonly schedule?: Schedule
  readonly betas?: readonly [first: number, second: number]
  readonly epsilon?: number
  readonly weightDecay?: number
  readonly clipNorm?: number
  /** When weight decay acts: 'after' the update (transformers.AdamW, the default) or 'before' it (torch.optim.AdamW). */
  readonly decay?: 'after' | 'before'
  /** Which parameters are spared by weight decay; {@link sparedByDecay} by default. */
  readonly noDecay?: (name: string) => boolean
  /** From which the dropout masks are drawn, together with the step. */
  readonly seed: number
  /** Where checkpoints stand; a training that finds its own there goes on from the newest. */
  readonly folder: string
  /** Steps between checkpoints. */
  readonly checkpointEvery: number
  /** Steps between evaluations (a checkpoint goes with each); without it `evaluate` is asked once, at the end. */
  readonly evaluateEvery?: number
  /** A score, higher being better. The weights are views, valid until it returns. */
  readonly evaluate?: (weights: Weights) => number | Promise<number>
  readonly onStep?: (report: StepReport) => void
  /** Stops between two steps; see {@link TrainingStopped}. */
  readonly signal?: AbortSignal
  /** What the batches are made from (a hash of the data, say): a checkpoint made from something else is refused. */
  readonly identity?: string
  readonly device?: 'cpu' | 'cuda' | 'webgpu'
  readonly threads?: number
}

/** Thrown when a training's signal was aborted: everything is on disk, and the same call goes on from there. */
export class TrainingStopped extends Error {
  readonly step: number

  constructor(step: number, steps: number) {
    super(`training stopped after step ${step} of ${steps}; start it again to go on from its newest checkpoint`)
    this.name = 'TrainingStopped'
    this.step = step
  }
}

/** The parameters that BERT's fine-tuning scripts spare from weight decay: biases and the scales of layer normalisation. */
export const sparedByDecay = (name: string): boolean => name.includes('bias') || name.includes('LayerNorm.weight')
