/** @file Generation with the official Seq2Seq as graphs: the source once, then one token at a time over a cache of keys and values. */
import { Graph, type Value, type Weights } from '@codepurify/graph'
import { attendColumns, attendTwoParts, columns } from '../generation/cachedAttention.js'
import { stepCache, type CacheLayout } from '../generation/stepCache.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { embedAt } from '../roberta/embeddings.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqLogits } from '../roberta/heads.js'
import { linear, type Build } from '../roberta/layers.js'
import { startBuild } from '../roberta/losses.js'
import { seq2seqTable } from '../weights/weightTable.js'
import { crossKeysAndValues, decoderLayer, selfProjections } from './decoder.js'

/** A build for inference: no dropout. */
export function inference(config: Seq2SeqConfig): Build {
  return startBuild(new Graph(), seq2seqTable(config))
}

/** Sizes of the decoder's cache. */
export function seq2seqLayout({ decoder_layers, decoder_attention_heads, hidden_size }: Seq2SeqConfig): CacheLayout {
  return { layers: decoder_layers, heads: decoder_attention_heads, width: hidden_size / decoder_attention_heads }
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
 * One step for `beam` places per source. Inputs: `ids`, `positions` int32 [R], R = beam * B, a source's places together, and the cache (`stepCache`).
 * Outputs: `logProbabilities`, `candidates` [R, beam], best first, and the cache's.
 */
export function stepModel(config: Seq2SeqConfig, weights: Weights, beam: number): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const rows = beam === 1 ? 'B' : `${beam}*B`
  const ids = graph.input('ids', 'int32', [rows])
  const positions = graph.input('positions', 'int32', [rows])
  const cache = stepCache(graph, seq2seqLayout(config), beam)
  const { extent, mask, lineage } = cache

  let x = embedAt(build, config, 'encoder', ids, positions)
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    const { query, keys, values } = selfProjections(build, config, name, x, extent)
    const known = cache.remember(layer, columns(build, keys), values)
    const source = cache.source(layer)
    x = decoderLayer(build, config, name, x, {
      heard: attendTwoParts(build, query, known.keys, known.values, lineage),
      listen: (queries) => attendColumns(build, queries, source.keys, source.values, mask),
      extent,
    })
  }
  const logits = seq2seqLogits(build, graph.tanh(linear(build, 'dense', x)))
  const [logProbabilities, candidates] = graph.topK(graph.logSoftmax(logits), beam)
  return graph.toModel({ logProbabilities, candidates, ...cache.outputs }, { weights })
}
