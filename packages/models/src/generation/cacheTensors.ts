/** @file The tensors of a decoder's cache between steps. */
import { float32, int32, type Session, type Tensor } from '@codepurify/graph'
import type { Candidates } from './search.js'
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

/** Tensors by name. */
export type Tensors = Record<string, Tensor>

/** Entries per place of a source until the recent part of the cache joins the past: enough that joining is rare, few enough that copying them at every step is cheap. */
export const RECENT_ENTRIES = 16

/** Sources that are done stay in the batch until they are an eighth of it: taking them out copies the whole cache. */
export const KEPT_SHARE = 7 / 8

/** A part of the cache that holds nothing yet. */
export function empty(layout: CacheLayout, part: 'past' | 'recent', sources: number): Tensors {
  return Object.fromEntries(
    cacheNames(layout, part).map((name) => [name, float32(new Float32Array(0), cacheShape(layout, name, sources, 0))]),
  )
}

/** What a step says about `rows` rows. */
export function readCandidates({ logProbabilities, candidates }: Tensors, rows: number): Candidates {
  if (!(logProbabilities?.data instanceof Float32Array) || !(candidates?.data instanceof Int32Array)) {
    throw new TypeError('the step model gave no float32 "logProbabilities" and int32 "candidates"')
  }
  return { logProbabilities: logProbabilities.data, ids: candidates.data, k: candidates.data.length / rows }
}

/** Tensors under other names. */
export function renamed(tensors: Tensors, from: readonly string[], to: readonly string[]): Tensors {
  return Object.fromEntries(from.map((name, i) => [to[i] ?? name, tensorOf(tensors, name)]))
}

/** The tensor of this name; throws where there is none. */
export function tensorOf(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new TypeError(`the model gave no "${name}"`)
  return tensor
}

/** The cache of some sources only. */
export async function keep(select: Session, cache: Tensors, sources: readonly number[]): Promise<Tensors> {
  const kept = await select.run({ ...cache, sources: int32(sources) })
  return Object.fromEntries(Object.keys(cache).map((name) => [name, tensorOf(kept, `kept.${name}`)]))
}

/** The recent part joined to the past. */
export async function merge({ merge: session, layout }: Generator, cache: Tensors, sources: number): Promise<Tensors> {
  const past = cacheNames(layout, 'past')
  const inputs = [...past, ...cacheNames(layout, 'recent')]
  const merged = await session.run(renamed(cache, inputs, inputs))
  const joined = past.map((name) => `merged.${name}`)
  return { ...cache, ...renamed(merged, joined, past), ...empty(layout, 'recent', sources) }
}
