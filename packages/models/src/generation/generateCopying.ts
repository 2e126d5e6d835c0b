import { float32, int32 } from '@codepurify/graph'
import { padRows } from '../feeds.js'
import { HIDDEN_FROM_ATTENTION } from '../roberta/encoder.js'
import { Copying, type CopyingOptions } from './copying.js'
import { empty, type Generator, keep, KEPT_SHARE, merge, readCandidates, RECENT_ENTRIES, renamed, type Tensors } from './cacheTensors.js'
import type { Hypothesis } from './search.js'
import { cacheNames } from './stepCache.js'

/** One source whose answer is still being written. */
interface Open {
  readonly index: number
  readonly copying: Copying
  /** For every id in the cache, the summand that shows or hides it. */
  readonly wrong: number[]
}

/**
 * Greedy search over a batch of sources, drafts of all checked in one step (`Copying`); `generator.step` is that of a `draftedCache`. Drafts are taken from `texts`, by default
 * the sources themselves. Gives for each source a list of one sequence.
 */
export async function generateCopying(
  generator: Generator,
  sources: readonly (readonly number[])[],
  options: CopyingOptions,
  texts = sources,
): Promise<Hypothesis[][]> {
  const { layout, padId } = generator
  const { data, width } = padRows(sources, padId)
  let cache: Tensors = {
    ...(await generator.source.run({ sourceIds: int32(data, [sources.length, width]) })),
    ...empty(layout, 'past', sources.length),
    ...empty(layout, 'recent', sources.length),
  }
  let open = sources.map((_, index): Open => ({ index, copying: new Copying(texts[index] ?? [], options), wrong: [] }))
  const results: Hypothesis[][] = []
  let recent = 0

  while (open.length > 0) {
    const read = open.map(({ copying }) => (copying.done ? { ids: [], positions: [] } : copying.next()))
    const ids = padRows(read.map((row) => row.ids), padId) // prettier-ignore
    const positions = padRows(read.map((row) => row.positions), padId) // prettier-ignore
    const shape = [open.length, ids.width]
    const outputs = await generator.step.run({
      ...cache,
      ids: int32(ids.data, shape),
      positions: int32(positions.data, shape),
      wrong: float32(Float32Array.from(open.flatMap(({ wrong }) => wrong)), [open.length, 1, 1, open[0]?.wrong.length ?? 0]),
      rows: int32(read.flatMap((row, b) => row.ids.map((_, k) => b * ids.width + k))),
    })
    cache = { ...cache, ...renamed(outputs, cacheNames(layout, 'next'), cacheNames(layout, 'recent')) }
    let row = 0
    const candidates = readCandidates(outputs, read.reduce((sum, { ids: { length } }) => sum + length, 0)) // prettier-ignore
    open.forEach(({ copying, wrong }, b) => {
      const own = read[b]?.ids.length ?? 0
      const right = own > 0 ? copying.advance(candidates, row) : 0
      for (let k = 0; k < ids.width; k++) wrong.push(k < right ? 0 : HIDDEN_FROM_ATTENTION)
      row += own
    })
    recent += ids.width
    const rest = [...open.keys()].filter((b) => !open[b]?.copying.done)
    if (rest.length <= open.length * KEPT_SHARE) {
      for (const { index, copying } of open) if (copying.done) results[index] = [copying.hypothesis()]
      open = open.filter(({ copying }) => !copying.done)
      if (rest.length > 0) cache = await keep(generator.select, cache, rest)
    }
    if (recent >= RECENT_ENTRIES) {
      cache = await merge(generator, cache, open.length)
      recent = 0
    }
  }
  return results
}
