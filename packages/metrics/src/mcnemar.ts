/** Two classifiers on the same records. */
export interface McNemar {
  /** Records that only the first gets right. */
  readonly onlyFirst: number
  /** Records that only the second gets right. */
  readonly onlySecond: number
  /** How likely a difference at least as large is when both are equally good; two-sided. */
  readonly pValue: number
}

/**
 * McNemar's exact test (1947; the binomial form): whether two runs over the same records differ, from the records on which only one of them is right.
 * Throws a RangeError when the lengths differ or there are no records.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  if (first.length !== second.length || first.length === 0)
    throw new RangeError(
      `McNemar of ${first.length} and ${second.length} records, expected the same records in both runs, and at least one`,
    )
  const onlyFirst = first.filter((right, i) => right && !second[i]).length
  const onlySecond = second.filter((right, i) => right && !first[i]).length
  return { onlyFirst, onlySecond, pValue: Math.min(1, 2 * lowerTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond)) }
}

/** How likely at most `hits` of `count` fair coins are heads; from the largest term down, so that nothing runs under. */
function lowerTail(hits: number, count: number): number {
  let logarithm = -count * Math.LN2
  for (let i = 1; i <= hits; i++) logarithm += Math.log((count - i + 1) / i)
  let term = 1
  let sum = 1
  for (let i = hits; i > 0 && term > Number.EPSILON * sum; i--) {
    term *= i / (count - i + 1)
    sum += term
  }
  return Math.exp(logarithm) * sum
}
