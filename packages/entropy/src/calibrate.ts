/** A decision threshold and what it was made from. */
export interface Calibration {
  /** A record is suspected when its statistic is below this. */
  readonly threshold: number
  readonly falsePositiveRate: number
  /** Clean records that it comes from. */
  readonly records: number
}

/**
 * The threshold that suspects at most `falsePositiveRate` of clean records, from clean records alone (split conformal prediction).
 *
 * With n exchangeable clean records and k = ⌊rate · (n + 1)⌋, a new clean record lies below the k-th smallest statistic with probability at most k / (n + 1).
 * Throws a RangeError when the rate is not in (0, 1) or the records are too few for it (k = 0).
 */
export function calibrate(
  clean: readonly { readonly statistic: number }[],
  { falsePositiveRate }: { falsePositiveRate: number },
): Calibration {
  if (!(falsePositiveRate > 0 && falsePositiveRate < 1))
    throw new RangeError(`false-positive rate is ${falsePositiveRate}, expected a number above 0 and below 1`)
  // A record without a statistic can never be suspected, so it counts as the least suspicious one.
  const sorted = clean.map(({ statistic }) => (Number.isNaN(statistic) ? Infinity : statistic)).sort((a, b) => a - b)
  const rank = Math.floor(falsePositiveRate * (sorted.length + 1) + 1e-9)
  const threshold = sorted[rank - 1]
  if (threshold === undefined) {
    const needed = fewest(falsePositiveRate)
    throw new RangeError(
      `${sorted.length} clean records cannot give a threshold for a false-positive rate of ${falsePositiveRate}: at least ${needed} are needed. ` +
        'Use more clean records or allow a higher rate.',
    )
  }
  return { threshold, falsePositiveRate, records: sorted.length }
}

/** Clean records that a rate needs at least. */
export const fewest = (falsePositiveRate: number): number =>
  falsePositiveRate > 0 ? Math.ceil(1 / falsePositiveRate - 1 - 1e-9) : Infinity
