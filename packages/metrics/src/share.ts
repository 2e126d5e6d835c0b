import { bootstrapSums, tail, type BootstrapOptions, type Measured } from './bootstrap.js'

/** The largest share of records that could be otherwise when none of `count` is: the exact binomial bound (Clopper and Pearson, 1934), half of the doubt on each side. */
export function unseenShare(count: number, { confidence = 0.95 }: Pick<BootstrapOptions, 'confidence'> = {}): number {
  return 1 - tail(confidence) ** (1 / count)
}

/**
 * The share of records that hit, 0 to 1, with its bootstrap interval.
 * Where all or none hit, every resample is the same; the open bound is then that of `unseenShare`.
 * Throws a RangeError when there are no records.
 */
export function share(hits: readonly boolean[], options: BootstrapOptions = {}): Measured {
  const measured = bootstrapSums(
    hits.map((hit) => [Number(hit)]),
    (sums) => (sums[0] ?? 0) / hits.length,
    options,
  )
  const farthest = unseenShare(hits.length, options)
  if (measured.value === 0) return { ...measured, high: farthest }
  if (measured.value === 1) return { ...measured, low: 1 - farthest }
  return measured
}

/**
 * The share that hit in one run minus that in another over the same records, -1 to 1, with its paired bootstrap interval. Where every pair differs alike, every resample is the same; the interval then
 * reaches as far as the pairs that could be otherwise (`unseenShare`), each by 1, or by 2 where all differ. Throws when the lengths differ.
 */
export function shareDifference(hits: readonly boolean[], others: readonly boolean[], options: BootstrapOptions = {}): Measured {
  if (hits.length !== others.length) {
    throw new RangeError(`shares of ${hits.length} and ${others.length} records, expected the same records in both runs`)
  }
  const differences = hits.map((hit, i) => Number(hit) - Number(others[i]))
  const measured = bootstrapSums(
    differences.map((difference) => [difference]),
    (sums) => (sums[0] ?? 0) / hits.length,
    options,
  )
  return new Set(differences).size > 1 ? measured : openedDifference(measured.value, unseenShare(hits.length, options))
}

/** The interval of a difference of shares, -1 to 1, of which all pairs agree: it reaches as far as pairs that could be otherwise, `unseen` of them, would take it. */
export function openedDifference(value: number, unseen: number): Measured {
  const reach = value === 0 ? unseen : 2 * unseen
  return { value, low: Math.max(-1, value - reach), high: Math.min(1, value + reach) }
}
