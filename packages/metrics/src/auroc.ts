import { bootstrap, type BootstrapOptions, type Measured } from './bootstrap.js'
import { unseenShare } from './share.js'

/**
 * The area under the ROC curve: how often a positive score is above a negative one, a tie counting half (Mann and Whitney, 1947). 0 to 1, with a bootstrap interval for which both sides are
 * drawn from on their own. Where every pair is in order, or none, every resample is the same; the open bound is then as far as the unseen share of the smaller side would take it (`unseenShare`).
 * Throws a RangeError when one side is empty or a score is NaN.
 */
export function auroc(positives: readonly number[], negatives: readonly number[], options: BootstrapOptions = {}): Measured {
  if (positives.length === 0 || negatives.length === 0) {
    throw new RangeError(`auroc of ${positives.length} positive and ${negatives.length} negative scores, expected some of both`)
  }
  const scores = Float64Array.from([...positives, ...negatives])
  if (scores.some(Number.isNaN)) throw new RangeError('auroc: a score is NaN, expected numbers that can be ordered')
  const levels = [...new Set(scores)].sort((a, b) => a - b)
  const levelOf = new Map(levels.map((score, level) => [score, level]))
  const ranks = Uint32Array.from(scores, (score) => levelOf.get(score) ?? 0)
  const [above, below] = [new Float64Array(levels.length), new Float64Array(levels.length)]
  const area = (drawn: Uint32Array): number => {
    above.fill(0)
    below.fill(0)
    drawn.forEach((record, i) => {
      const [side, rank] = [i < positives.length ? above : below, ranks[record] ?? 0]
      side[rank] = (side[rank] ?? 0) + 1
    })
    let [wins, passed] = [0, 0]
    for (let level = 0; level < levels.length; level++) {
      const here = below[level] ?? 0
      wins += (above[level] ?? 0) * (passed + here / 2)
      passed += here
    }
    return wins / (positives.length * negatives.length)
  }
  const strata = [positives.length, negatives.length]
  const measured = bootstrap(scores.length, area, { ...options, strata })
  const farthest = unseenShare(Math.min(...strata), options)
  if (measured.value === 1) return { ...measured, low: 1 - farthest }
  if (measured.value === 0) return { ...measured, high: farthest }
  return measured
}
