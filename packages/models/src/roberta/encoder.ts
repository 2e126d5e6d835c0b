import type { Value } from '@codepurify/graph'
import type { RobertaConfig } from './config.js'
import { embed } from './embeddings.js'
import { addAndNorm, attend, linear, splitHeads, type Build, type Extent, type Wanted } from './layers.js'

/** What an encoder made of a batch of ids [B, S]. */
export interface Encoded {
  /** [B * S, width]; rows of padding hold numbers without meaning. */
  readonly hidden: Value
  /** Added to attention scores over these rows: 0, or a large negative number at padding; [B, 1, 1, S]. */
  readonly mask: Value
  readonly extent: Extent
}

/** Summand of an attention score that makes its weight exactly 0: far below any score, and far from overflow when it is added to one. */
export const HIDDEN_FROM_ATTENTION = -1e9

/** Scores' summand that hides padding: ids [B, S] -> [B, 1, 1, S]. */
export function paddingMask({ graph }: Build, config: Pick<RobertaConfig, 'pad_token_id'>, ids: Value): Value {
  const padding = graph.equal(ids, config.pad_token_id)
  return graph.unsqueeze(graph.mul(graph.cast(padding, 'float32'), HIDDEN_FROM_ATTENTION), [1, 2])
}

/** How an encoder treats padding. */
export interface EncodeOptions {
  /** Padding takes part in attention, as where `RobertaModel` is called without an attention mask. */
  readonly attendPadding?: boolean
}

/** RoBERTa's encoder over ids int32 [B, S], padding masked: post-norm layers as `RobertaModel` has them, without the pooler. */
export function encode(build: Build, config: RobertaConfig, prefix: string, ids: Value, options: EncodeOptions = {}): Encoded {
  return encodeLayers(build, config, prefix, ids, config.num_hidden_layers, options)
}

function encodeLayers(
  build: Build,
  config: RobertaConfig,
  prefix: string,
  ids: Value,
  layers: number,
  { attendPadding = false }: EncodeOptions = {},
): Encoded {
  const [batch = 1, length = 1] = ids.shape
  const extent = { batch, length }
  const mask = paddingMask(build, config, ids)
  let hidden = embed(build, config, prefix, ids)
  for (let layer = 0; layer < layers; layer++) {
    hidden = encoderLayer(build, config, `${prefix}.encoder.layer.${layer}`, hidden, attendPadding ? undefined : mask, extent)
  }
  return { hidden, mask, extent }
}

/**
 * The last hidden state of each sequence's first id (<s>), [B, width]: all that a classification head reads. The last layer's queries, feed-forward and norms
 * are computed for these rows only, which changes neither values nor gradients.
 */
export function encodeFirst(build: Build, config: RobertaConfig, prefix: string, ids: Value): Value {
  const last = config.num_hidden_layers - 1
  const { hidden, mask, extent } = encodeLayers(build, config, prefix, ids, last)
  const { graph } = build
  const { batch, length } = extent
  const width = config.hidden_size
  const rows = graph.reshape(graph.slice(graph.reshape(hidden, [batch, length, width]), 1, 0, 1), [batch, width])
  return encoderLayer(build, config, `${prefix}.encoder.layer.${last}`, hidden, mask, extent, { rows, extent: { batch, length: 1 } })
}

function encoderLayer(
  build: Build,
  config: RobertaConfig,
  name: string,
  x: Value,
  mask: Value | undefined,
  extent: Extent,
  wanted: Wanted = { rows: x, extent },
): Value {
  const { graph } = build
  const epsilon = config.layer_norm_eps
  const heads = (part: string, of: Wanted) =>
    splitHeads(graph, linear(build, `${name}.attention.self.${part}`, of.rows), of.extent, config.num_attention_heads)
  const all = { rows: x, extent }
  const heard = attend(build, heads('query', wanted), heads('key', all), heads('value', all), mask)
  const written = linear(build, `${name}.attention.output.dense`, heard)
  const attended = addAndNorm(build, `${name}.attention.output.LayerNorm`, wanted.rows, written, epsilon)
  const wide = linear(build, `${name}.intermediate.dense`, attended)
  const active = config.hidden_act === 'gelu' ? graph.gelu(wide) : graph.relu(wide)
  return addAndNorm(build, `${name}.output.LayerNorm`, attended, linear(build, `${name}.output.dense`, active), epsilon)
}
