/** @file T5 for inference as graphs: the source once, then one token at a time over a cache of keys and values; and the surprise at a target. */
import { Graph, type Value, type Weights } from '@codepurify/graph'
import { attendColumns, attendTwoParts, columns } from '../generation/cachedAttention.js'
import { stepCache, type CacheLayout, type StepCache } from '../generation/stepCache.js'
import { paddingMask } from '../roberta/encoder.js'
import type { Build } from '../roberta/layers.js'
import { startBuild } from '../roberta/losses.js'
import type { T5Config } from './config.js'
import { decodeT5, finalNorm, sourceAttention, sourceHeads, t5Logits } from './decoder.js'
import { embedT5, encodeT5 } from './encoder.js'
import { addTo, feedForward, heads, project, rmsNorm } from './layers.js'
import { relativeBias } from './relativeBias.js'
import { t5Table } from './weightTable.js'

/** A build for inference: no dropout. */
export function inference(config: T5Config): Build {
  return startBuild(new Graph(), t5Table(config))
}

/** Sizes of the decoder's cache. */
export function t5Layout({ num_decoder_layers, num_heads, d_kv }: T5Config): CacheLayout {
  return { layers: num_decoder_layers, heads: num_heads, width: d_kv }
}

/** `sourceIds` [B, S] -> `mask` [B, 1, 1, S] and, for each layer, `cross.keys.i` [B, H, d, S], `cross.values.i` [B, H, S, d]. */
export function t5SourceModel(config: T5Config, weights: Weights): Uint8Array {
  const build = inference(config)
  const encoded = encodeT5(build, config, build.graph.input('sourceIds', 'int32', ['B', 'S']))
  const outputs: Record<string, Value> = { mask: encoded.mask }
  for (let block = 0; block < config.num_decoder_layers; block++) {
    outputs[`cross.keys.${block}`] = columns(build, sourceHeads(build, config, block, 'k', encoded), 1)
    outputs[`cross.values.${block}`] = sourceHeads(build, config, block, 'v', encoded)
  }
  return build.graph.toModel(outputs, { weights })
}

/**
 * One step for `beam` places per source, of which the `candidates` likeliest ids are wanted. Inputs: `ids` int32 [beam * B], a source's places together, and the
 * cache (`stepCache`). Outputs: `logProbabilities`, `candidates` [beam * B, candidates], best first, and the cache's.
 */
export function t5StepModel(config: T5Config, weights: Weights, beam: number, candidates: number): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const cache = stepCache(graph, t5Layout(config), beam)
  const bias = stepBias(build, config, cache, beam)
  let x = embedT5(build, graph.input('ids', 'int32', [beam === 1 ? 'B' : `${beam}*B`]))
  for (let block = 0; block < config.num_decoder_layers; block++) {
    const name = `decoder.block.${block}`
    const heard = addTo(build, x, stepSelfAttention(build, config, block, x, bias, cache))
    const source = cache.source(block)
    const listen = (queries: Value): Value => attendColumns(build, queries, source.keys, source.values, cache.mask)
    x = feedForward(build, config, `${name}.layer.2`, sourceAttention(build, config, block, heard, cache.extent, listen))
  }
  const logits = t5Logits(build, config, finalNorm(build, config, x))
  const [logProbabilities, best] = graph.topK(graph.logSoftmax(logits), candidates)
  return graph.toModel({ logProbabilities, candidates: best, ...cache.outputs }, { weights })
}

/** Relative bias of the newest place to all keys, of which each step has `beam`, and what hides other places' keys: broadcasts to [B, H, beam, length]. */
function stepBias(build: Build, config: T5Config, { length, lineage }: StepCache, beam: number): Value {
  const { graph } = build
  const entries = graph.range(length)
  const steps = beam === 1 ? entries : graph.div(entries, beam)
  const bias = relativeBias(build, config, 'decoder', graph.slice(steps, 0, -1), steps)
  return lineage ? graph.add(bias, lineage) : bias
}

function stepSelfAttention(build: Build, config: T5Config, block: number, x: Value, bias: Value, cache: StepCache): Value {
  const name = `decoder.block.${block}.layer.0`
  const normed = rmsNorm(build, `${name}.layer_norm`, x, config.layer_norm_epsilon)
  const part = (which: 'q' | 'k' | 'v') => heads(build, config, `${name}.SelfAttention`, which, normed, cache.extent)
  const { keys, values } = cache.remember(block, columns(build, part('k'), 1), part('v'))
  return project(build, `${name}.SelfAttention.o`, attendTwoParts(build, part('q'), keys, values, bias))
}

/**
 * The inputs of `t5Loss` -> `surprise` [M]: the cross-entropy of every label. With `padded`, also `labelIds` int32 [B, T], the labels with padding: keys at places
 * whose label is padding are hidden, as where labels != pad is the `decoder_attention_mask`.
 */
export function t5ScoreModel(config: T5Config, weights: Weights, padded: boolean): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const source = encodeT5(build, config, graph.input('sourceIds', 'int32', ['B', 'S']))
  const targetMask = padded ? { targetMask: paddingMask(build, config, graph.input('labelIds', 'int32', ['B', 'T'])) } : {}
  const decoded = decodeT5(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']), targetMask)
  const rows = graph.gather(decoded, graph.input('labelPositions', 'int32', ['M']))
  const surprise = graph.crossEntropy(t5Logits(build, config, rows), graph.input('labels', 'int32', ['M']), { reduction: 'none' })
  return graph.toModel({ surprise }, { weights })
}
