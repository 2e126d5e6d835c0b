/** @file Sequences of many lengths in batches of similar ones, so that hardly any padding is computed. */

/** The size of one sequence, or of each side of a pair. */
export interface Lengths {
  readonly source: number
  readonly target: number
}

/**
 * Indices of `lengths` in batches: sorted by target and source length, then cut where rows x longest (source and target) would pass `tokenBudget`.
 * A sequence above the budget has a batch to itself. The order depends on nothing but the lengths.
 */
export function lengthSortedBatches(lengths: readonly Lengths[], tokenBudget: number): number[][] {
  const sizes = lengths.map(({ source, target }, index) => ({ source, target, index }))
  sizes.sort((a, b) => a.source - b.source || a.target - b.target || a.index - b.index)
  const batches: number[][] = []
  let batch: number[] = []
  let longest = { source: 0, target: 0 }
  for (const { source, target, index } of sizes) {
    const grown = { source: Math.max(longest.source, source), target: Math.max(longest.target, target) }
    if (batch.length > 0 && (batch.length + 1) * (grown.source + grown.target) > tokenBudget) {
      batches.push(batch)
      batch = []
      longest = { source, target }
    } else longest = grown
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
