import { random, type Random } from '@codepurify/metrics'
import { meanRow, type Rows, squaredDistance, widthOf } from './rows.js'

/** Points in clusters. */
export interface Clusters {
  /** The cluster of each point: 0 is the largest. */
  readonly labels: readonly number[]
  readonly centres: readonly Float64Array[]
  readonly sizes: readonly number[]
  /** Sum of squared distances to the centres. */
  readonly inertia: number
}

/** Options of `kMeans`. */
export interface KMeansOptions {
  readonly clusters?: number
  /** Starts; the one with the least inertia is kept. On whitened data most starts end in a poor optimum. */
  readonly restarts?: number
  readonly maximumIterations?: number
  readonly seed?: number
}

/**
 * Lloyd's k-means from k-means++ starts (Arthur and Vassilvitskii, 2007). Points with fewer distinct values than clusters give fewer clusters.
 * Throws a RangeError for points that are not of one width or not finite.
 */
export function kMeans(points: Rows, { clusters = 2, restarts = 50, maximumIterations = 300, seed = 0 }: KMeansOptions = {}): Clusters {
  const width = widthOf(points, 'point')
  const draw = random(`k-means/${seed}`)
  let best: Attempt = { labels: [], centres: [], inertia: Infinity }
  for (let start = 0; start < restarts && points.length > 0; start++) {
    const attempt = lloyd(points, starts(points, clusters, draw), width, maximumIterations)
    if (attempt.inertia < best.inertia) best = attempt
  }
  return largestFirst(best)
}

interface Attempt {
  readonly labels: readonly number[]
  readonly centres: readonly Float64Array[]
  readonly inertia: number
}

/** k-means++: every further centre is a point, drawn with its squared distance to the nearest centre as its weight. */
function starts(points: Rows, clusters: number, draw: Random): Float64Array[] {
  const centres = [Float64Array.from(draw.pick(points))]
  const distances = points.map(() => Infinity)
  while (centres.length < clusters) {
    const last = centres.at(-1) ?? new Float64Array()
    let total = 0
    points.forEach((point, i) => {
      distances[i] = Math.min(distances[i] ?? 0, squaredDistance(point, last))
      total += distances[i] ?? 0
    })
    if (!(total > 0)) break
    let left = draw.next() * total
    const at = distances.findIndex((distance) => distance > 0 && (left -= distance) < 0)
    centres.push(Float64Array.from(points[at < 0 ? distances.findLastIndex((distance) => distance > 0) : at] ?? last))
  }
  return centres
}

function lloyd(points: Rows, start: readonly Float64Array[], width: number, maximumIterations: number): Attempt {
  let centres = start
  let labels: number[] = []
  let inertia = Infinity
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    let moved = false
    let sum = 0
    const next = points.map((point, i) => {
      let [label, least] = [0, Infinity]
      centres.forEach((centre, k) => {
        const distance = squaredDistance(point, centre)
        if (distance < least) [label, least] = [k, distance]
      })
      sum += least
      if (label !== labels[i]) moved = true
      return label
    })
    labels = next
    inertia = sum
    if (!moved) break
    centres = centres.map((centre, k) => {
      const own = points.filter((_, i) => labels[i] === k)
      return own.length > 0 ? meanRow(own, width) : centre
    })
  }
  return { labels, centres, inertia }
}

function largestFirst({ labels, centres, inertia }: Attempt): Clusters {
  const sizes = centres.map((_, k) => labels.filter((label) => label === k).length)
  const order = sizes
    .map((_, k) => k)
    .filter((k) => (sizes[k] ?? 0) > 0)
    .sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
  return {
    labels: labels.map((label) => order.indexOf(label)),
    centres: order.flatMap((k) => centres[k] ?? []),
    sizes: order.map((k) => sizes[k] ?? 0),
    inertia: labels.length > 0 ? inertia : 0,
  }
}
