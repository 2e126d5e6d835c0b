/** How evenly suspicion is spread over units. */
export interface Spread {
  /** Shannon entropy of the scores as a distribution, in nats. */
  readonly entropy: number
  /** Entropy / ln n, in [0, 1]. */
  readonly normalizedEntropy: number
}

/**
 * Entropy of scores (all ≥ 0), with a value for every input: no score above zero means that no unit dominates (ln n, normalised 1);
 * fewer than two units leave nothing to compare with (0 nats, normalised 1).
 */
export function spread(scores: readonly number[]): Spread {
  const n = scores.length
  const total = scores.reduce((sum, score) => sum + score, 0)
  if (n < 2) return { entropy: 0, normalizedEntropy: 1 }
  if (!(total > 0)) return { entropy: Math.log(n), normalizedEntropy: 1 }
  const entropy = shannon(scores.map((score) => score / total))
  return { entropy, normalizedEntropy: Math.min(1, entropy / Math.log(n)) }
}

/**
 * Normalised entropy that takes magnitude into account, in [0, 1]; low means that one unit holds the answer in its hand.
 *
 * A mass of `doubt` (in the scores' unit) is laid evenly over the units. Scores far above the doubt leave the normalised entropy as it is; scores far
 * below it count as no effect, so that a short clean record whose only measurable unit moves the answer by a hair stays near 1.
 */
export function doubtfulSpread(scores: readonly number[], doubt: number): number {
  return spread(scores.map((score) => score + doubt / scores.length)).normalizedEntropy
}

/** -Σ p ln p with 0 ln 0 = 0, in nats. */
export function shannon(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0)
}
