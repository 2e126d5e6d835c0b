import { lengthSortedBatches, type Lengths } from './buckets.js'

/** How `inBatches` cuts, and whom it tells. */
export interface BatchOptions {
  /** Tokens a batch may hold, padding included. */
  readonly tokenBudget: number
  /** Called after every batch. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Works through items in batches of similar lengths; `work` gives one result for each item of its batch. The results are in the items' order. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  lengths: (item: Item) => Lengths,
  { tokenBudget, onProgress }: BatchOptions,
  work: (batch: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = []
  let done = 0
  for (const indices of lengthSortedBatches(items.map(lengths), tokenBudget)) {
    const batch = indices.flatMap((index) => items.slice(index, index + 1))
    const found = await work(batch)
    if (found.length !== batch.length) throw new Error(`a batch of ${batch.length} gave ${found.length} results`)
    found.forEach((result, row) => (results[indices[row] ?? 0] = result))
    done += batch.length
    onProgress?.(done, items.length)
  }
  return results
}
