/** @file Sequences of many lengths in batches of similar ones, so that hardly any padding is computed. */

/** The size of one sequence, or of each side of a pair. */
export interface Lengths {
  readonly source: number
  readonly target: number
}

interface Sized extends Lengths {
  readonly index: number
}

type Order = (a: Sized, b: Sized) => number

/** Variants of one record share their target, records of a task whose targets are short differ most in their sources: which order pads less depends on the records. */
const orders: readonly Order[] = [
  (a, b) => a.target - b.target || a.source - b.source || a.index - b.index,
  (a, b) => a.source - b.source || a.target - b.target || a.index - b.index,
  (a, b) => a.source + a.target - b.source - b.target || a.target - b.target || a.index - b.index,
]

/**
 * Indices of `lengths` in batches of similar lengths: sorted, then cut where rows x (longest source + longest target) would pass `tokenBudget`;
 * of three ways of sorting the one that computes the fewest tokens, padding included. A sequence above the budget has a batch to itself.
 * The result depends on nothing but the lengths.
 */
export function lengthSortedBatches(lengths: readonly Lengths[], tokenBudget: number): number[][] {
  const sizes = lengths.map(({ source, target }, index) => ({ source, target, index }))
  const [first, ...others] = orders.map((order) => cut([...sizes].sort(order), tokenBudget))
  const best = others.reduce((cheapest, batches) => (cost(batches) < cost(cheapest ?? []) ? batches : cheapest), first)
  return (best ?? []).map((batch) => batch.map(({ index }) => index))
}

function cut(sorted: readonly Sized[], tokenBudget: number): Sized[][] {
  const batches: Sized[][] = []
  let batch: Sized[] = []
  for (const size of sorted) {
    if (batch.length > 0 && cost([[...batch, size]]) > tokenBudget) {
      batches.push(batch)
      batch = []
    }
    batch.push(size)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** Tokens computed, padding included. */
function cost(batches: readonly (readonly Sized[])[]): number {
  return batches.reduce((sum, batch) => sum + batch.length * (longest(batch, 'source') + longest(batch, 'target')), 0)
}

function longest(batch: readonly Sized[], side: keyof Lengths): number {
  return batch.reduce((greatest, size) => Math.max(greatest, size[side]), 0)
}
