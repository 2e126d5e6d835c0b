/** Where one run of parameters lies in the buffer: byte offsets, multiples of 16, and a length in bytes, a multiple of 64. */
export interface Stretch {
  readonly parameters: number
  readonly gradients: number
  readonly firstMoments: number
  readonly secondMoments: number
  readonly bytes: number
}

/** The numbers of one AdamW update, as adamW.wat uses them. */
export interface UpdateRule {
  /** What gradients are multiplied by: the clipping factor. */
  readonly scale: number
  readonly betas: readonly [first: number, second: number]
  /** Added to the root of the second moment, which is not corrected for its bias. */
  readonly epsilon: number
  /** The learning rate, bias correction included. */
  readonly rate: number
  /** The share of a parameter that decays away before the update, and after it. */
  readonly decayBefore: number
  readonly decayAfter: number
}

/** What an optimizer needs from a machine: two loops over the float32 values of one buffer. */
export interface OptimizerKernel {
  /** The sum of the squares of `bytes / 4` values, added up in float64. */
  sumOfSquares(at: number, bytes: number): number
  /** One AdamW update in place: parameters and both moments. */
  update(stretch: Stretch, rule: UpdateRule): void
}
