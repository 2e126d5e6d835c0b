/** @file Generation as graphs: the source once, then one token at a time over a cache of keys and values. */
import { Graph, type Value, type Weights } from '@codepurify/graph'
import type { Seq2SeqConfig } from './config.js'
import { crossKeysAndValues, decoderLayer, selfProjections } from './decoder.js'
import { embedAt } from './embeddings.js'
import { encode } from './encoder.js'
import { seq2seqLogits } from './heads.js'
import { attend, linear, type Build } from './layers.js'
import { Parameters } from './parameters.js'
import { seq2seqTable } from './weightTable.js'

/** A build for inference: no dropout. */
export function inference(config: Seq2SeqConfig): Build {
  const graph = new Graph()
  return { graph, parameters: new Parameters(graph, seq2seqTable(config)), dropout: { hidden: 0, attention: 0 } }
}

/** Names of what every decoder layer keeps, layer by layer: "keys.0", "values.0", … with a prefix. */
export function cacheNames(config: Seq2SeqConfig, prefix: 'cross' | 'past' | 'next'): string[] {
  return Array.from({ length: config.decoder_layers }, (_, layer) => [`${prefix}.keys.${layer}`, `${prefix}.values.${layer}`]).flat()
}

/** `sourceIds` [B, S] -> `mask` [B, 1, 1, S] and, for each layer, `cross.keys.i`, `cross.values.i` [B, H, S, d]. */
export function sourceModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const encoded = encode(build, config, 'encoder', build.graph.input('sourceIds', 'int32', ['B', 'S']))
  const outputs: Record<string, Value> = { mask: encoded.mask }
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const { keys, values } = crossKeysAndValues(build, config, `decoder.layers.${layer}`, encoded)
    outputs[`cross.keys.${layer}`] = keys
    outputs[`cross.values.${layer}`] = values
  }
  return build.graph.toModel(outputs, { weights })
}

/**
 * One step for `beam` places per source. Inputs: `ids`, `positions` int32 [R], R = beam * B, a source's places together; the outputs of `sourceModel`; `past.*`
 * [R, H, P, d], P = 0 at first; with more than one place `origins` int32 [R], the row of the past that each row continues.
 * Outputs: `logProbabilities`, `candidates` [R, beam], best first, and `next.*` [R, H, P + 1, d].
 */
export function stepModel(config: Seq2SeqConfig, weights: Weights, beam: number): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const heads = config.decoder_attention_heads
  const width = config.hidden_size / heads
  const rows = beam === 1 ? 'B' : `${beam}*B`
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const ids = graph.input('ids', 'int32', [rows])
  const positions = graph.input('positions', 'int32', [rows])
  const origins = beam === 1 ? undefined : graph.input('origins', 'int32', [rows])
  const outputs: Record<string, Value> = {}

  let x = embedAt(build, config, 'encoder', ids, positions)
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    const cached = (kind: 'keys' | 'values', fresh: Value): Value => {
      const past = graph.input(`past.${kind}.${layer}`, 'float32', [rows, heads, 'P', width])
      const next = graph.concat([origins ? graph.gather(past, origins) : past, fresh], 2)
      outputs[`next.${kind}.${layer}`] = next
      return next
    }
    const cross = (kind: 'keys' | 'values'): Value => graph.input(`cross.${kind}.${layer}`, 'float32', ['B', heads, 'S', width])
    const { query, keys, values } = selfProjections(build, config, name, x, { batch: rows, length: 1 })
    x = decoderLayer(build, config, name, x, {
      heard: attend(build, query, cached('keys', keys), cached('values', values), undefined),
      source: { keys: cross('keys'), values: cross('values') },
      sourceMask: mask,
      // a source's places are so many queries on the same keys: nothing is copied for them
      extent: { batch: 'B', length: beam },
    })
  }
  const logits = seq2seqLogits(build, graph.tanh(linear(build, 'dense', x)))
  const [logProbabilities, candidates] = graph.topK(graph.logSoftmax(logits), beam)
  return graph.toModel({ logProbabilities, candidates, ...outputs }, { weights })
}

/** Keeps some sources and their rows: `sources` int32 [K], `rows` int32 [N] -> every `mask`, `cross.*`, `past.*` without the others. */
export function selectModel(config: Seq2SeqConfig): Uint8Array {
  const graph = new Graph()
  const heads = config.decoder_attention_heads
  const width = config.hidden_size / heads
  const sources = graph.input('sources', 'int32', ['K'])
  const rows = graph.input('rows', 'int32', ['N'])
  const outputs: Record<string, Value> = { 'kept.mask': graph.gather(graph.input('mask', 'float32', ['B', 1, 1, 'S']), sources) }
  for (const name of cacheNames(config, 'cross'))
    outputs[`kept.${name}`] = graph.gather(graph.input(name, 'float32', ['B', heads, 'S', width]), sources)
  for (const name of cacheNames(config, 'past'))
    outputs[`kept.${name}`] = graph.gather(graph.input(name, 'float32', ['R', heads, 'P', width]), rows)
  return graph.toModel(outputs)
}
