/**
 * The area under the ROC curve: how often a positive score is above a negative one, a tie counting half (Mann and Whitney, 1947). 0 to 1, in n log n.
 * Throws a RangeError when one side is empty or a score is NaN.
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  if (positives.length === 0 || negatives.length === 0) {
    throw new RangeError(`auroc of ${positives.length} positive and ${negatives.length} negative scores, expected some of both`)
  }
  if ([...positives, ...negatives].some(Number.isNaN)) throw new RangeError('auroc: a score is NaN, expected numbers that can be ordered')
  const sorted = Float64Array.from(negatives).sort()
  const wins = positives.reduce((sum, score) => sum + countBelow(sorted, score, false) + countBelow(sorted, score, true), 0)
  return wins / (2 * positives.length * negatives.length)
}

/** How many of the sorted values are below the score, or, with ties, not above it. */
function countBelow(sorted: Float64Array, score: number, ties: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const value = sorted[middle] ?? 0
    if (value < score || (ties && value === score)) low = middle + 1
    else high = middle
  }
  return low
}
