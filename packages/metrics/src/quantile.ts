/**
 * The q-quantile of the values, interpolated between its two neighbours (Hyndman and Fan, 1996, definition 7; numpy's default).
 * Throws a RangeError when there are no values or q is not in [0, 1].
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) throw new RangeError('quantile of no values, expected at least one')
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile ${q}, expected a number from 0 to 1`)
  return sortedQuantile(Float64Array.from(values).sort(), q)
}

/** The same of values that are in order already. */
export function sortedQuantile(sorted: ArrayLike<number>, q: number): number {
  const place = q * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  // equal neighbours also when infinite, where their difference is no number
  return below === above ? below : below + (place - Math.floor(place)) * (above - below)
}
