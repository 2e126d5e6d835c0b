import type { UpdateRule } from './optimizerKernel.js'

/**
 * Options of one AdamW update.
 * `decay` says when the weight decay acts: 'after' the update as transformers.AdamW does it (the default), or 'before' it as torch.optim.AdamW.
 * `clipNorm` is the largest norm that all gradients together may have; without it nothing is clipped.
 */
export interface AdamWOptions {
  readonly learningRate: number
  readonly betas?: readonly [first: number, second: number]
  readonly epsilon?: number
  readonly weightDecay?: number
  readonly clipNorm?: number
  readonly decay?: 'after' | 'before'
  readonly biasCorrection?: boolean
}

/** The factor that brings gradients of this norm down to `clipNorm`, at most 1. Source: torch.nn.utils.clip_grad_norm_. */
export function clippingFactor(norm: number, clipNorm = Infinity): number {
  return Math.min(1, clipNorm / (norm + 1e-6))
}

/**
 * The numbers of the `count`-th update (from 1) of a group of parameters, from options and the norm of all gradients.
 * Source: Loshchilov & Hutter 2019, algorithm 2. transformers.AdamW adds epsilon to the uncorrected root of the second moment;
 * torch.optim.AdamW to the corrected one, which is the same with epsilon times sqrt(1 - beta2^t).
 */
export function updateRule(
  count: number,
  norm: number,
  { learningRate, betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0, clipNorm, decay = 'after', biasCorrection = true }: AdamWOptions,
): UpdateRule {
  const root = biasCorrection ? Math.sqrt(1 - betas[1] ** count) : 1
  const correction = biasCorrection ? root / (1 - betas[0] ** count) : 1
  return {
    scale: clippingFactor(norm, clipNorm),
    betas,
    epsilon: decay === 'before' ? epsilon * root : epsilon,
    rate: learningRate * correction,
    decayBefore: decay === 'before' ? learningRate * weightDecay : 0,
    decayAfter: decay === 'after' ? learningRate * weightDecay : 0,
  }
}
