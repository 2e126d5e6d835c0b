import { bootstrapSums, tail, type BootstrapOptions, type Measured } from './bootstrap.js'

/**
 * The share of records that hit, 0 to 1, with its bootstrap interval.
 * Where all or none hit, every resample is the same; the open bound is then the exact binomial one (Clopper and Pearson, 1934).
 * Throws a RangeError when there are no records.
 */
export function share(hits: readonly boolean[], options: BootstrapOptions = {}): Measured {
  const measured = bootstrapSums(
    hits.map((hit) => [Number(hit)]),
    (sums) => (sums[0] ?? 0) / hits.length,
    options,
  )
  const farthest = 1 - tail(options.confidence ?? 0.95) ** (1 / hits.length)
  if (measured.value === 0) return { ...measured, high: farthest }
  if (measured.value === 1) return { ...measured, low: 1 - farthest }
  return measured
}

/** The share that hit in one run minus that in another over the same records, -1 to 1, with its paired bootstrap interval. Throws when the lengths differ. */
export function shareDifference(hits: readonly boolean[], others: readonly boolean[], options: BootstrapOptions = {}): Measured {
  if (hits.length !== others.length) {
    throw new RangeError(`shares of ${hits.length} and ${others.length} records, expected the same records in both runs`)
  }
  return bootstrapSums(
    hits.map((hit, i) => [Number(hit) - Number(others[i])]),
    (sums) => (sums[0] ?? 0) / hits.length,
    options,
  )
}
