/** How an embedded model is pretrained. */
export interface Recipe<Config> {
  readonly config: Config
  readonly seed: number
  readonly steps: number
  /** Padded tokens of a batch, sources and targets together. */
  readonly tokenBudget: number
  /** Longest window of a function, in tokens, <s> and </s> included. */
  readonly maximumLength: number
  readonly learningRate: number
  readonly warmupSteps: number
  readonly betas: readonly [number, number]
  readonly weightDecay: number
  readonly clipNorm: number
  readonly checkpointEvery: number
}
