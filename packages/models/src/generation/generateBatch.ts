import { float32, int32 } from '@codepurify/graph'
import { padRows } from '../feeds.js'
import {
  empty,
  type Generator,
  keep,
  KEPT_SHARE,
  merge,
  readCandidates,
  RECENT_ENTRIES,
  renamed,
  tensorOf,
  type Tensors,
} from './cacheTensors.js'
import type { Hypothesis, Search } from './search.js'
import { cacheNames } from './stepCache.js'

export type { Generator } from './cacheTensors.js'

/** One source that is still being continued. */
interface Open {
  readonly index: number
  readonly search: Search
}

/**
 * Searches over a batch of sources, one token of all at a time. Sources that are done leave the batch, so that it shrinks as it goes.
 * Gives the sequences that each search found.
 */
export async function generateBatch(
  generator: Generator,
  sources: readonly (readonly number[])[],
  searches: readonly Search[],
  { beam, maximumLength }: { readonly beam: number; readonly maximumLength: number },
): Promise<Hypothesis[][]> {
  const { layout, padId } = generator
  const { data, width } = padRows(sources, padId)
  let cache: Tensors = {
    ...(await generator.source.run({ sourceIds: int32(data, [sources.length, width]) })),
    ...empty(layout, 'past', sources.length),
    ...empty(layout, 'recent', sources.length),
    ...(beam > 1 && { lineage: float32(new Float32Array(0), [sources.length, beam, 0]) }),
  }
  let open = searches.map((search, index): Open => ({ index, search }))
  const results: Hypothesis[][] = []
  let recent = 0

  for (let step = 0; step < maximumLength; step++) {
    const outputs = await generator.step.run({ ...cache, ...stepInputs(open, beam) })
    const candidates = readCandidates(outputs, open.length * beam)
    open.forEach(({ search }, row) => !search.done && search.advance(candidates, row * beam))
    cache = { ...cache, ...renamed(outputs, cacheNames(layout, 'next'), cacheNames(layout, 'recent')) }
    if (beam > 1) cache['lineage'] = tensorOf(outputs, 'next.lineage')
    recent += beam
    const rest = [...open.keys()].filter((row) => !open[row]?.search.done)
    if (rest.length === 0) break
    if (rest.length <= open.length * KEPT_SHARE) {
      for (const { index, search } of open) if (search.done) results[index] = search.hypotheses()
      open = open.filter(({ search }) => !search.done)
      cache = await keep(generator.select, cache, rest)
    }
    if (recent >= RECENT_ENTRIES * beam) {
      cache = await merge(generator, cache, open.length)
      recent = 0
    }
  }
  for (const { index, search } of open) results[index] = search.hypotheses()
  return results
}

/** What the searches feed, a source's places together, and for several places which continues which. */
function stepInputs(open: readonly Open[], beam: number): Tensors {
  const names = Object.keys(open[0]?.search.inputs ?? {})
  const inputs = names.map((name) => [name, int32(open.flatMap(({ search }) => [...(search.inputs[name] ?? [])]))] as const)
  if (beam === 1) return Object.fromEntries(inputs)
  const continued = new Float32Array(open.length * beam * beam)
  open.forEach(({ search }, row) => search.origins.forEach((origin, place) => (continued[(row * beam + place) * beam + origin] = 1)))
  return { ...Object.fromEntries(inputs), continued: float32(continued, [open.length, beam, beam]) }
}
