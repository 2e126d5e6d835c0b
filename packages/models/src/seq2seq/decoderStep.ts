/** @file Generation as graphs: the source once, then one token at a time over a cache of keys and values. */
import { Graph, type Dim, type Value, type Weights } from '@codepurify/graph'
import { attendColumns, attendTwoParts, columns, type TwoParts } from './cachedAttention.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { crossKeysAndValues, decoderLayer, selfProjections } from './decoder.js'
import { embedAt } from '../roberta/embeddings.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqLogits } from '../roberta/heads.js'
import { linear, type Build } from '../roberta/layers.js'
import { Parameters } from '../weights/parameters.js'
import { seq2seqTable } from '../weights/weightTable.js'

/** A build for inference: no dropout. */
export function inference(config: Seq2SeqConfig): Build {
  const graph = new Graph()
  return { graph, parameters: new Parameters(graph, seq2seqTable(config)), dropout: { hidden: 0, attention: 0 } }
}

/** Names of what every decoder layer keeps, layer by layer: "cross.keys.0", "cross.values.0", … */
export function cacheNames(config: Seq2SeqConfig, part: 'cross' | 'past' | 'recent' | 'next'): string[] {
  return Array.from({ length: config.decoder_layers }, (_, layer) => [`${part}.keys.${layer}`, `${part}.values.${layer}`]).flat()
}

/** `sourceIds` [B, S] -> `mask` [B, 1, 1, S] and, for each layer, `cross.keys.i` [B, H, d, S], `cross.values.i` [B, H, S, d]. */
export function sourceModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const encoded = encode(build, config, 'encoder', build.graph.input('sourceIds', 'int32', ['B', 'S']))
  const outputs: Record<string, Value> = { mask: encoded.mask }
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const { keys, values } = crossKeysAndValues(build, config, `decoder.layers.${layer}`, encoded)
    outputs[`cross.keys.${layer}`] = columns(build, keys)
    outputs[`cross.values.${layer}`] = values
  }
  return build.graph.toModel(outputs, { weights })
}

/**
 * One step for `beam` places per source. Inputs: `ids`, `positions` int32 [R], R = beam * B, a source's places together; the outputs of `sourceModel`; what was
 * decoded before, in two parts (`cacheShape`): `past.*`, P long, and `recent.*`, Q long, P = Q = 0 at first; with more than one place `origins` int32 [R],
 * the row of the recent part that each row continues.
 * Outputs: `logProbabilities`, `candidates` [R, beam], best first, and `next.*`, Q + 1 long, the recent part of the next step.
 */
export function stepModel(config: Seq2SeqConfig, weights: Weights, beam: number): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const rows = beam === 1 ? 'B' : `${beam}*B`
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const ids = graph.input('ids', 'int32', [rows])
  const positions = graph.input('positions', 'int32', [rows])
  const origins = beam === 1 ? undefined : graph.input('origins', 'int32', [rows])
  const outputs: Record<string, Value> = {}

  let x = embedAt(build, config, 'encoder', ids, positions)
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    const cached = (kind: Kind, fresh: Value): TwoParts => {
      const past = cacheInput(graph, config, `past.${kind}.${layer}`, [rows, 'P'])
      const recent = cacheInput(graph, config, `recent.${kind}.${layer}`, [rows, 'Q'])
      const next = graph.concat([origins ? graph.gather(recent, origins) : recent, fresh], lengthAxis(kind))
      outputs[`next.${kind}.${layer}`] = next
      return { past, recent: next }
    }
    const cross = (kind: Kind): Value => cacheInput(graph, config, `cross.${kind}.${layer}`, ['B', 'S'])
    const { query, keys, values } = selfProjections(build, config, name, x, { batch: rows, length: 1 })
    x = decoderLayer(build, config, name, x, {
      heard: attendTwoParts(build, query, cached('keys', columns(build, keys)), cached('values', values)),
      listen: (queries) => attendColumns(build, queries, cross('keys'), cross('values'), mask),
      // a source's places are so many queries on the same keys: nothing is copied for them
      extent: { batch: 'B', length: beam },
    })
  }
  const logits = seq2seqLogits(build, graph.tanh(linear(build, 'dense', x)))
  const [logProbabilities, candidates] = graph.topK(graph.logSoftmax(logits), beam)
  return graph.toModel({ logProbabilities, candidates, ...outputs }, { weights })
}

/** Keeps some sources and their rows: `sources` int32 [K], `rows` int32 [N] -> `kept.mask`, `kept.cross.*`, `kept.past.*`, `kept.recent.*` without the others. */
export function selectModel(config: Seq2SeqConfig): Uint8Array {
  const graph = new Graph()
  const sources = graph.input('sources', 'int32', ['K'])
  const rows = graph.input('rows', 'int32', ['N'])
  const outputs: Record<string, Value> = { 'kept.mask': graph.gather(graph.input('mask', 'float32', ['B', 1, 1, 'S']), sources) }
  const keep = (name: string, shape: readonly [Dim, Dim], which: Value): void => {
    outputs[`kept.${name}`] = graph.gather(cacheInput(graph, config, name, shape), which)
  }
  for (const name of cacheNames(config, 'cross')) keep(name, ['B', 'S'], sources)
  for (const name of cacheNames(config, 'past')) keep(name, ['R', 'P'], rows)
  for (const name of cacheNames(config, 'recent')) keep(name, ['R', 'Q'], rows)
  return graph.toModel(outputs)
}

/** Moves the recent part behind the past: `past.*`, `recent.*` -> `merged.past.*`, P + Q long. */
export function mergeModel(config: Seq2SeqConfig): Uint8Array {
  const graph = new Graph()
  const recent = cacheNames(config, 'recent').map((name) => cacheInput(graph, config, name, ['R', 'Q']))
  const merged = cacheNames(config, 'past').map((name, i) => {
    const past = cacheInput(graph, config, name, ['R', 'P'])
    const latest = recent[i]
    return [`merged.${name}`, graph.concat(latest ? [past, latest] : [past], lengthAxis(kindOf(name)))] as const
  })
  return graph.toModel(Object.fromEntries(merged))
}

type Kind = 'keys' | 'values'

const kindOf = (name: string): Kind => (name.includes('.keys.') ? 'keys' : 'values')

const lengthAxis = (kind: Kind): 2 | 3 => (kind === 'keys' ? 3 : 2)

/** Shape of a part of the cache: keys [rows, H, d, length], values [rows, H, length, d]. */
export function cacheShape<D extends Dim>(config: Seq2SeqConfig, name: string, rows: D, length: D): (D | number)[] {
  const heads = config.decoder_attention_heads
  const width = config.hidden_size / heads
  return kindOf(name) === 'keys' ? [rows, heads, width, length] : [rows, heads, length, width]
}

function cacheInput(graph: Graph, config: Seq2SeqConfig, name: string, [rows, length]: readonly [Dim, Dim]): Value {
  return graph.input(name, 'float32', cacheShape(config, name, rows, length))
}
