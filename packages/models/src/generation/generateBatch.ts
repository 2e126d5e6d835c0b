import { float32, int32, type Session, type Tensor } from '@codepurify/graph'
import { padRows } from '../feeds.js'
import type { Candidates, Hypothesis, Search } from './search.js'
import { cacheNames, cacheShape, type CacheLayout } from './stepCache.js'

/**
 * A model to generate with: sessions that take `sourceIds` to the source's part of the cache, that take one step for the beam size in use, of `selectModel`, and
 * of `mergeModel`.
 */
export interface Generator {
  readonly source: Session
  readonly step: Session
  readonly select: Session
  readonly merge: Session
  readonly layout: CacheLayout
  readonly padId: number
}

type Tensors = Record<string, Tensor>

/** Entries per source until the recent part of the cache joins the past: enough that joining is rare, few enough that copying them at every step is cheap. */
const RECENT_ENTRIES = 16

/** Sources that are done stay in the batch until they are an eighth of it: taking them out copies the whole cache. */
const KEPT_SHARE = 7 / 8

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
    if (recent >= RECENT_ENTRIES) {
      cache = await merge(generator, cache, open.length)
      recent = 0
    }
  }
  for (const { index, search } of open) results[index] = search.hypotheses()
  return results
}

/** A part of the cache that holds nothing yet. */
function empty(layout: CacheLayout, part: 'past' | 'recent', sources: number): Tensors {
  return Object.fromEntries(
    cacheNames(layout, part).map((name) => [name, float32(new Float32Array(0), cacheShape(layout, name, sources, 0))]),
  )
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

function readCandidates({ logProbabilities, candidates }: Tensors, rows: number): Candidates {
  if (!(logProbabilities?.data instanceof Float32Array) || !(candidates?.data instanceof Int32Array)) {
    throw new TypeError('the step model gave no float32 "logProbabilities" and int32 "candidates"')
  }
  return { logProbabilities: logProbabilities.data, ids: candidates.data, k: candidates.data.length / rows }
}

/** Tensors under other names. */
function renamed(tensors: Tensors, from: readonly string[], to: readonly string[]): Tensors {
  return Object.fromEntries(from.map((name, i) => [to[i] ?? name, tensorOf(tensors, name)]))
}

function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new TypeError(`the model gave no "${name}"`)
  return tensor
}

/** The cache of some sources only. */
async function keep(select: Session, cache: Tensors, sources: readonly number[]): Promise<Tensors> {
  const kept = await select.run({ ...cache, sources: int32(sources) })
  return Object.fromEntries(Object.keys(cache).map((name) => [name, tensorOf(kept, `kept.${name}`)]))
}

/** The recent part joined to the past. */
async function merge({ merge: session, layout }: Generator, cache: Tensors, sources: number): Promise<Tensors> {
  const past = cacheNames(layout, 'past')
  const inputs = [...past, ...cacheNames(layout, 'recent')]
  const merged = await session.run(renamed(cache, inputs, inputs))
  const joined = past.map((name) => `merged.${name}`)
  return { ...cache, ...renamed(merged, joined, past), ...empty(layout, 'recent', sources) }
}
