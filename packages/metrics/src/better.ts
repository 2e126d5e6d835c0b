import { bootstrapSums, type BootstrapOptions, type Measured } from './bootstrap.js'

/** Whether one run is better than another over the same records. */
export interface Better {
  /** The first run's metric minus the second's. */
  readonly difference: Measured
  /** The share of resamples in which the first is not better; one-sided, at least 1 / (resamples + 1). */
  readonly pValue: number
}

/**
 * Paired bootstrap for "better than" (Koehn, 2004; Efron and Tibshirani, 1993, §16.4): `rows[i]` holds what record i adds to both runs' sums, `difference` the metric's difference from the sums.
 * Throws a RangeError when there are no records, the rows differ in length, or the difference of all records is no number.
 */
export function betterThan(
  rows: readonly ArrayLike<number>[],
  difference: (sums: Float64Array) => number,
  options: BootstrapOptions = {},
): Better {
  const values: number[] = []
  const measured = bootstrapSums(
    rows,
    (sums) => {
      const value = difference(sums)
      values.push(value)
      return value
    },
    options,
  )
  // the first value is that of the records themselves
  const resampled = values.slice(1)
  if (values.some(Number.isNaN))
    throw new RangeError('betterThan: the difference is NaN, expected numbers. Is a metric undefined for some records?')
  return { difference: measured, pValue: (1 + resampled.filter((value) => value <= 0).length) / (1 + resampled.length) }
}

/** The same for a metric that is a mean over records. Throws a RangeError when the lengths differ. */
export function meanBetterThan(first: readonly number[], second: readonly number[], options: BootstrapOptions = {}): Better {
  if (first.length !== second.length)
    throw new RangeError(`means of ${first.length} and ${second.length} records, expected the same records in both runs`)
  const rows = first.map((value, i) => [value - (second[i] ?? 0)])
  return betterThan(rows, (sums) => (sums[0] ?? 0) / rows.length, options)
}
