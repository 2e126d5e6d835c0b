/** @file Sequences of many lengths in batches of similar ones, so that hardly any padding is computed. */

/** The size of one sequence, or of each side of a pair. */
export interface Lengths {
  readonly source: number
  readonly target: number
}

interface Sized extends Lengths {
  readonly index: number
}

/** What a batch costs beside its tokens, in tokens: small products are slower. */
const BATCH_COST = 48

type Order = (a: Sized, b: Sized) => number

/** Variants of one record share their target, records of a task whose targets are short differ most in their sources: which order pads less depends on the records. */
const orders: readonly Order[] = [
  (a, b) => a.target - b.target || a.source - b.source || a.index - b.index,
  (a, b) => a.source - b.source || a.target - b.target || a.index - b.index,
  (a, b) => a.source + a.target - b.source - b.target || a.target - b.target || a.index - b.index,
]

/**
 * Indices of `lengths` in batches of similar lengths within `tokenBudget`, rows x (longest source + longest target): sorted in three ways, and of
 * all ways of cutting these orders the one that computes the fewest tokens, padding included, in not too many batches. A sequence above the budget has a batch to itself.
 * The result depends on nothing but the lengths.
 */
export function lengthSortedBatches(lengths: readonly Lengths[], tokenBudget: number): number[][] {
  const sizes = lengths.map(({ source, target }, index) => ({ source, target, index }))
  const [first, ...others] = orders.map((order) => cut([...sizes].sort(order), tokenBudget))
  const best = others.reduce((cheapest, batches) => (cost(batches) < cost(cheapest ?? []) ? batches : cheapest), first)
  return (best ?? []).map((batch) => batch.map(({ index }) => index))
}

/** The cut into batches within the budget that costs least, of all that leave the order as it is. */
function cut(sorted: readonly Sized[], tokenBudget: number): Sized[][] {
  const least = new Float64Array(sorted.length + 1).fill(Infinity)
  const starts = new Int32Array(sorted.length + 1) // of the last batch of the best cut before each place
  least[0] = 0
  for (let start = 0; start < sorted.length; start++) {
    let [source, target] = [0, 0]
    for (let end = start + 1; end <= sorted.length; end++) {
      source = Math.max(source, sorted[end - 1]?.source ?? 0)
      target = Math.max(target, sorted[end - 1]?.target ?? 0)
      const tokens = (end - start) * (source + target)
      if (tokens > tokenBudget && end > start + 1) break
      const whole = (least[start] ?? 0) + tokens + BATCH_COST
      if (whole >= (least[end] ?? 0)) continue
      least[end] = whole
      starts[end] = start
    }
  }
  const batches: Sized[][] = []
  for (let end = sorted.length; end > 0; end = starts[end] ?? 0) batches.push(sorted.slice(starts[end], end))
  return batches.reverse()
}

/** Tokens computed, padding included, and what the batches cost beside. */
function cost(batches: readonly (readonly Sized[])[]): number {
  return batches.reduce((sum, batch) => sum + BATCH_COST + batch.length * (longest(batch, 'source') + longest(batch, 'target')), 0)
}

function longest(batch: readonly Sized[], side: keyof Lengths): number {
  return batch.reduce((greatest, size) => Math.max(greatest, size[side]), 0)
}
