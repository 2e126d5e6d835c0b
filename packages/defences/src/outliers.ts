import { quantile, random, type Random } from '@codepurify/metrics'

// looked up once: a look-up of a global costs more than the arithmetic where the code runs in a sandbox, as in tests
const { ceil, log, log2, max, min } = Math

/** Which of some numbers are outliers, in order. */
export type OutlierTest = (values: readonly number[]) => boolean[]

/** Further than 1.5 interquartile ranges outside the quartiles (Tukey). */
export const interquartile: OutlierTest = (values) => {
  if (values.length === 0) return []
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)]
  const reach = 1.5 * (high - low)
  return values.map((value) => value < low - reach || value > high + reach)
}

/** 0.5 and 0.975 quantiles of χ² with one degree of freedom. */
const [chiMedian, chiHigh] = [0.454936423119572, 5.023886187314888]

/**
 * scikit-learn's `EllipticEnvelope(contamination, support_fraction=1)` on single numbers: a normal distribution is fitted, once more without what is improbable under
 * the first fit, and the `contamination` furthest are outliers. Numbers without spread, for which it fails, have none.
 */
export const ellipticEnvelope =
  (contamination = 0.05): OutlierTest =>
  (values) => {
    const inner = (some: readonly number[]) => {
      const mean = some.reduce((sum, value) => sum + value, 0) / some.length
      const variance = some.reduce((sum, value) => sum + (value - mean) ** 2, 0) / some.length
      return { mean, distances: values.map((value) => (value - mean) ** 2 / variance), variance }
    }
    const first = inner(values)
    if (values.length === 0 || !(first.variance > 0)) return values.map(() => false)
    const correction = quantile(first.distances, 0.5) / chiMedian
    const second = inner(values.filter((_, i) => (first.distances[i] ?? 0) / correction < chiHigh))
    if (!(second.variance > 0)) return values.map(() => false)
    const line = quantile(second.distances, 1 - contamination)
    return second.distances.map((distance) => distance > line)
  }

/** Options of `isolationForest`, by scikit-learn's defaults. */
export interface IsolationForestOptions {
  readonly contamination?: number
  readonly trees?: number
  readonly samples?: number
  readonly seed?: number
}

/**
 * scikit-learn's `IsolationForest(contamination)` on single numbers (Liu et al., 2008): numbers that random cuts part soon from the others; the `contamination` soonest
 * are outliers. The forest is drawn from our random numbers, so single decisions can differ from scikit-learn's as they do between its own seeds.
 */
export const isolationForest =
  ({ contamination = 0.05, trees = 100, samples = 256, seed = 0 }: IsolationForestOptions = {}): OutlierTest =>
  (values) => {
    if (values.length === 0) return []
    const draw = random(`isolation forest/${seed}`)
    const depths = values.map(() => 0)
    const size = min(samples, values.length)
    for (let tree = 0; tree < trees; tree++) {
      const sample = draw.shuffle(values).slice(0, size)
      const grown = grow(sample, ceil(log2(max(2, size))), draw)
      values.forEach((value, i) => (depths[i] = (depths[i] ?? 0) + depthOf(value, grown)))
    }
    const scores = depths.map((depth) => -(2 ** (-depth / trees / max(pathLength(size), Number.MIN_VALUE))))
    const line = quantile(scores, contamination)
    return scores.map((score) => score < line)
  }

type Tree = { readonly cut: number; readonly low: Tree; readonly high: Tree } | { readonly size: number }

function grow(values: readonly number[], depth: number, draw: Random): Tree {
  const [first = 0] = values
  const least = values.reduce((a, b) => min(a, b), first)
  const most = values.reduce((a, b) => max(a, b), first)
  if (depth === 0 || values.length <= 1 || !(most > least)) return { size: values.length }
  const cut = least + draw.next() * (most - least)
  const low = values.filter((value) => value <= cut)
  return { cut, low: grow(low, depth - 1, draw), high: grow(values.filter((value) => value > cut), depth - 1, draw) } // prettier-ignore
}

function depthOf(value: number, tree: Tree): number {
  let depth = 0
  let at = tree
  while ('cut' in at) {
    at = value <= at.cut ? at.low : at.high
    depth++
  }
  return depth + pathLength(at.size)
}

/** Mean depth of an unsuccessful search in a binary search tree of so many numbers. */
function pathLength(size: number): number {
  if (size <= 1) return 0
  if (size === 2) return 1
  return 2 * (log(size - 1) + 0.5772156649015329) - (2 * (size - 1)) / size
}
