import type { Value } from '@codepurify/graph'
import { HIDDEN_FROM_ATTENTION, type Encoded } from '../roberta/encoder.js'
import { attend, dropout, type Build, type Extent, type Wanted } from '../roberta/layers.js'
import type { T5Config } from './config.js'
import { embedT5 } from './encoder.js'
import { addTo, feedForward, heads, project, rmsNorm, selfAttention } from './layers.js'
import { relativeBias } from './relativeBias.js'

/** How a decoder reads its ids. */
export interface DecodeOptions {
  /** Added to self-attention's scores, broadcast to [B, H, T, T], as `decoder_attention_mask` makes it. */
  readonly targetMask?: Value
  /**
   * The one row of each sequence whose state is wanted: 1 there and 0 elsewhere, float32 [B, T]. The last block asks, listens and feeds forward for these rows alone, which changes
   * neither values nor gradients but for rounding (with dropout fewer masks are drawn).
   */
  readonly only?: Value
}

/**
 * T5's decoder over target ids int32 [B, T] with teacher forcing: causal self-attention, attention over the source, feed-forward, final norm. Gives
 * [B * T, d_model]; row b * T + t is what predicts target t + 1 of sequence b. With `only`, [B, d_model].
 */
export function decodeT5(
  build: Build,
  config: T5Config,
  source: Encoded,
  targetIds: Value,
  { targetMask, only }: DecodeOptions = {},
): Value {
  const { graph } = build
  const [batch = 1, length = 1] = targetIds.shape
  const extent = { batch, length }
  const causal = causalBias(build, config, length)
  const bias = targetMask ? graph.add(causal, targetMask) : causal
  let x = embedT5(build, targetIds)
  for (let block = 0; block < config.num_decoder_layers; block++) {
    const name = `decoder.block.${block}`
    const isLast = block === config.num_decoder_layers - 1
    const asking = only && isLast ? oneRow(build, x, bias, extent, only) : { rows: x, extent, bias }
    const heard = selfAttention(build, config, `${name}.layer.0`, x, asking.bias, extent, asking)
    const keys = sourceHeads(build, config, block, 'k', source)
    const values = sourceHeads(build, config, block, 'v', source)
    const informed = sourceAttention(build, config, block, heard, asking.extent, (q) => attend(build, q, keys, values, source.mask, 1))
    x = feedForward(build, config, `${name}.layer.2`, informed)
  }
  return finalNorm(build, config, x)
}

/** One row of each sequence, x [B * T, d_model] -> [B, d_model], and what is added to its scores, [1 or B, H, T, T] -> [B, H, 1, T]. */
function oneRow({ graph }: Build, x: Value, bias: Value, { batch, length }: Extent, only: Value): Wanted & { readonly bias: Value } {
  const width = x.shape[1] ?? 1
  const rows = graph.matMul(graph.unsqueeze(only, [1]), graph.reshape(x, [batch, length, width]))
  return {
    rows: graph.reshape(rows, [batch, width]),
    extent: { batch, length: 1 },
    bias: graph.matMul(graph.unsqueeze(only, [1, 2]), bias),
  }
}

/** [1, H, T, T]: the relative bias, and what hides later places. */
function causalBias(build: Build, config: T5Config, length: Extent['length']): Value {
  const { graph } = build
  const places = graph.range(length)
  const later = graph.less(graph.unsqueeze(places, [1]), graph.unsqueeze(places, [0]))
  return graph.add(relativeBias(build, config, 'decoder', places, places), graph.mul(graph.cast(later, 'float32'), HIDDEN_FROM_ATTENTION))
}

/** Keys or values of a block's attention over the source: [B, H, S, d_kv]. */
export function sourceHeads(build: Build, config: T5Config, block: number, part: 'k' | 'v', source: Encoded): Value {
  return heads(build, config, `decoder.block.${block}.layer.1.EncDecAttention`, part, source.hidden, source.extent)
}

/** The sublayer that listens to the source; `listen` takes queries [B, H, T, d_kv] to [B * T, H * d_kv]. */
export function sourceAttention(
  build: Build,
  config: T5Config,
  block: number,
  x: Value,
  extent: Extent,
  listen: (queries: Value) => Value,
): Value {
  const name = `decoder.block.${block}.layer.1`
  const normed = rmsNorm(build, `${name}.layer_norm`, x, config.layer_norm_epsilon)
  const heard = listen(heads(build, config, `${name}.EncDecAttention`, 'q', normed, extent))
  return addTo(build, x, project(build, `${name}.EncDecAttention.o`, heard))
}

/** The norm after the last block. */
export function finalNorm(build: Build, config: T5Config, x: Value): Value {
  return dropout(build, rmsNorm(build, 'decoder.final_layer_norm', x, config.layer_norm_epsilon), build.dropout.hidden)
}

/** Decoder rows [M, d_model] -> logits [M, vocabulary]: the embeddings on rows times d_model ** -0.5 where the head is tied, else a matrix of its own. */
export function t5Logits({ graph, parameters }: Build, config: T5Config, rows: Value): Value {
  if (!config.tie_word_embeddings) return graph.gemm(rows, parameters.get('lm_head.weight'), undefined, { transB: true })
  return graph.gemm(graph.mul(rows, config.d_model ** -0.5), parameters.get('shared.weight'), undefined, { transB: true })
}
