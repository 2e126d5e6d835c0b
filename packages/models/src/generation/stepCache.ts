/** @file The key-value cache of a decoder as inputs and outputs of graphs: what a step reads and hands on, what is kept of it, how its parts are joined. */
import { Graph, type Dim, type Value } from '@codepurify/graph'
import { HIDDEN_FROM_ATTENTION } from '../roberta/encoder.js'
import type { Extent } from '../roberta/layers.js'
import type { TwoParts } from './cachedAttention.js'

/** Sizes of a decoder's cache: its layers, and the heads of one layer with their width. */
export interface CacheLayout {
  readonly layers: number
  readonly heads: number
  readonly width: number
}

type Part = 'cross' | 'past' | 'recent' | 'next'
type Kind = 'keys' | 'values'

const lengthAxis = (kind: Kind): 2 | 3 => (kind === 'keys' ? 3 : 2)

const kindOf = (name: string): Kind => (name.includes('.keys.') ? 'keys' : 'values')

/** Names of what every decoder layer keeps, layer by layer: "cross.keys.0", "cross.values.0", … */
export function cacheNames({ layers }: CacheLayout, part: Part): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${part}.keys.${layer}`, `${part}.values.${layer}`]).flat()
}

/** Shape of a part of the cache: keys [batch, H, d, length], values [batch, H, length, d]. */
export function cacheShape<D extends Dim>({ heads, width }: CacheLayout, name: string, batch: D, length: D): (D | number)[] {
  return kindOf(name) === 'keys' ? [batch, heads, width, length] : [batch, heads, length, width]
}

function cacheInput(graph: Graph, layout: CacheLayout, name: string, length: Dim): Value {
  return graph.input(name, 'float32', cacheShape<Dim>(layout, name, 'B', length))
}

/** What one step of a decoder finds in its cache, and puts there. */
export interface StepCache {
  /** The places of a source are so many queries on the same keys: nothing is copied for them. */
  readonly extent: Extent
  /** Summand that hides the source's padding, [B, 1, 1, S]. */
  readonly mask: Value
  /**
   * Summand that hides from each place what others decoded, [B, 1, beam, length]; undefined for one place. Places change their order at every step: only
   * this table follows, keys and values stay where they were written.
   */
  readonly lineage: Value | undefined
  /** Keys that self-attention sees, this step's included: `beam` for every step. */
  readonly length: Dim
  /** Adds this step's keys, as `columns` makes them, and values of a layer to what was decoded before. */
  remember(layer: number, keys: Value, values: Value): { readonly keys: TwoParts; readonly values: TwoParts }
  /** A layer's keys and values of the source. */
  source(layer: number): { readonly keys: Value; readonly values: Value }
  /** What the step hands on beside its answer, by name; complete when every layer has remembered. */
  readonly outputs: Record<string, Value>
}

/**
 * The cache of a step for `beam` places per source. Inputs: `mask` [B, 1, 1, S] and `cross.*`, what the source gave; what was decoded before in two parts,
 * `past.*`, P long, and `recent.*`, Q long, P = Q = 0 at first, with `beam` entries per step; and with more than one place `lineage` [B, beam, P + Q], 0 where a
 * place continues the entry and a large negative number elsewhere, with `continued` [B, beam, beam], 1 where the place of the row now continues the column's.
 * Outputs: `next.*`, Q + beam long, and `next.lineage`.
 */
export function stepCache(graph: Graph, layout: CacheLayout, beam: number): StepCache {
  const lineage = beam === 1 ? undefined : continuedLineage(graph, beam)
  return cacheOf(graph, layout, beam, lineage && graph.unsqueeze(lineage, [1]), lineage ? { 'next.lineage': lineage } : {})
}

/**
 * The cache of a step that reads K ids of every source, of which some may turn out wrong. Inputs: `mask`, `cross.*`, `past.*` and `recent.*` as for `stepCache`,
 * and `wrong` [B, 1, 1, P + Q], a large negative number at cached ids that are not to be seen, else 0. Outputs: `next.*`, Q + K long. The graph must have an
 * input of length K already.
 */
export function draftedCache(graph: Graph, layout: CacheLayout): StepCache {
  const [visible, hidden] = [graph.constant(0), graph.constant(HIDDEN_FROM_ATTENTION)]
  const places = graph.range('K')
  const causal = graph.where(graph.less(graph.unsqueeze(places, [1]), places), hidden, visible)
  const wrong = graph.expand(graph.input('wrong', 'float32', ['B', 1, 1, 'P+Q']), ['B', 1, 'K', 'P+Q'])
  return cacheOf(graph, layout, 'K', graph.concat([wrong, graph.expand(causal, ['B', 1, 'K', 'K'])], 3), {})
}

function cacheOf(graph: Graph, layout: CacheLayout, beam: Dim, lineage: Value | undefined, outputs: Record<string, Value>): StepCache {
  // all inputs first: only then are P and Q known to whoever asks for a length
  const inputs = (part: Part, length: Dim) =>
    new Map(cacheNames(layout, part).map((name) => [name, cacheInput(graph, layout, name, length)]))
  const cache = new Map([...inputs('cross', 'S'), ...inputs('past', 'P'), ...inputs('recent', 'Q')])
  const cached = (part: Part, kind: Kind, layer: number): Value => {
    const value = cache.get(`${part}.${kind}.${layer}`)
    if (!value) throw new RangeError(`layer is ${layer}, expected a whole number from 0 to ${layout.layers - 1}`)
    return value
  }
  const extend = (kind: Kind, layer: number, fresh: Value): TwoParts => {
    const next = graph.concat([cached('recent', kind, layer), fresh], lengthAxis(kind))
    outputs[`next.${kind}.${layer}`] = next
    return { past: cached('past', kind, layer), recent: next }
  }
  return {
    extent: { batch: 'B', length: beam },
    mask: graph.input('mask', 'float32', ['B', 1, 1, 'S']),
    lineage,
    length: `P+Q+${beam}`,
    remember: (layer, keys, values) => ({ keys: extend('keys', layer, keys), values: extend('values', layer, values) }),
    source: (layer) => ({ keys: cached('cross', 'keys', layer), values: cached('cross', 'values', layer) }),
    outputs,
  }
}

/** Each place takes over the row of the place that it continues, and sees of this step's entries its own: [B, beam, P + Q + beam]. */
function continuedLineage(graph: Graph, beam: number): Value {
  const before = graph.matMul(graph.input('continued', 'float32', ['B', beam, beam]), graph.input('lineage', 'float32', ['B', beam, 'P+Q']))
  const own = Float32Array.from({ length: beam * beam }, (_, i) => (i % (beam + 1) === 0 ? 0 : HIDDEN_FROM_ATTENTION))
  return graph.concat([before, graph.expand(graph.constant(own, [1, beam, beam]), ['B', beam, beam])], 2)
}

/** Keeps some sources: `sources` int32 [K] and the whole cache -> the same names with "kept." in front, without the others. */
export function selectModel(layout: CacheLayout, beam: number): Uint8Array {
  const graph = new Graph()
  const sources = graph.input('sources', 'int32', ['K'])
  const inputs = [
    graph.input('mask', 'float32', ['B', 1, 1, 'S']),
    ...(beam === 1 ? [] : [graph.input('lineage', 'float32', ['B', beam, 'P+Q'])]),
    ...cacheNames(layout, 'cross').map((name) => cacheInput(graph, layout, name, 'S')),
    ...cacheNames(layout, 'past').map((name) => cacheInput(graph, layout, name, 'P')),
    ...cacheNames(layout, 'recent').map((name) => cacheInput(graph, layout, name, 'Q')),
  ]
  return graph.toModel(Object.fromEntries(inputs.map((input) => [`kept.${input.name}`, graph.gather(input, sources)])))
}

/** Moves the recent part behind the past: `past.*`, `recent.*` -> `merged.past.*`, P + Q long. */
export function mergeModel(layout: CacheLayout): Uint8Array {
  const graph = new Graph()
  const recent = cacheNames(layout, 'recent').map((name) => cacheInput(graph, layout, name, 'Q'))
  const merged = cacheNames(layout, 'past').map((name, i) => {
    const past = cacheInput(graph, layout, name, 'P')
    const latest = recent[i]
    return [`merged.${name}`, graph.concat(latest ? [past, latest] : [past], lengthAxis(kindOf(name)))] as const
  })
  return graph.toModel(Object.fromEntries(merged))
}
