import type { BootstrapOptions, Measured } from './bootstrap.js'
import { share } from './share.js'

/** What a detector finds when its threshold is set by a stated share of false alarms. */
export interface DetectionAt {
  /** A score above this is an alarm. */
  readonly threshold: number
  /** The share of positives that are found, with the threshold as it is. */
  readonly truePositives: Measured
  /** The share of negatives that are alarms: at most the stated one, less where scores tie. */
  readonly falsePositives: Measured
}

/**
 * The true-positive rate at a stated false-positive rate: the lowest threshold among the negatives' scores that lets at most this share of them above it. 0 to 1.
 * Throws a RangeError when a side is empty, a score is NaN, or the rate is not from 0 to 1.
 */
export function detectionAt(
  positives: readonly number[],
  negatives: readonly number[],
  falsePositiveRate: number,
  options: BootstrapOptions = {},
): DetectionAt {
  if (positives.length === 0 || negatives.length === 0) {
    throw new RangeError(`detection of ${positives.length} positive and ${negatives.length} negative scores, expected some of both`)
  }
  if ([...positives, ...negatives].some(Number.isNaN))
    throw new RangeError('detection: a score is NaN, expected numbers that can be ordered')
  if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
    throw new RangeError(`falsePositiveRate is ${falsePositiveRate}, expected a number from 0 to 1`)
  }
  const falling = Float64Array.from(negatives).sort().reverse()
  // a rate of 0.07 of 100 is meant to be 7, not 7.000000000000001
  const allowed = Math.floor(falsePositiveRate * falling.length + 1e-9)
  const threshold = falling[allowed] ?? -Infinity
  const alarm = (score: number): boolean => score > threshold || allowed >= falling.length
  return { threshold, truePositives: share(positives.map(alarm), options), falsePositives: share(negatives.map(alarm), options) }
}
