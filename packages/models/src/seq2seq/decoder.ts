import type { Value } from '@codepurify/graph'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { embed } from '../roberta/embeddings.js'
import type { Encoded } from '../roberta/encoder.js'
import { addAndNorm, attend, dropout, linear, splitHeads, type Build, type Extent } from '../roberta/layers.js'

// the official code's own number: -1e4 and not minus infinity
const CAUSAL = -1e4

/** Keys and values of one attention, split into heads: [B, H, S, d]. */
export interface KeysAndValues {
  readonly keys: Value
  readonly values: Value
}

/**
 * The official decoder over target ids int32 [B, T] with teacher forcing: embeddings and positions of the encoder, causal post-norm layers
 * (`nn.TransformerDecoderLayer`: self-attention, attention over the source, ReLU), then tanh of a dense layer. Gives [B * T, width];
 * row b * T + t is what predicts target t + 1 of sequence b.
 *
 * Several sequences may have one target, as the variants of a record do: then `targetIds` is [U, T] and `targetOf` int32 [B] says whose row is which. What comes
 * before the first look at the source is computed once a target.
 */
export function decode(build: Build, config: Seq2SeqConfig, source: Encoded, targetIds: Value, targetOf?: Value): Value {
  const { graph } = build
  const [targets = 1, length = 1] = targetIds.shape
  const each = { batch: targetOf?.shape[0] ?? targets, length }
  const causal = causalMask(build, length)
  let x = embed(build, config, 'encoder', targetIds)
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    const extent = layer === 0 ? { batch: targets, length } : each
    const { query, keys, values } = selfProjections(build, config, name, x, extent)
    x = decoderLayer(build, config, name, x, {
      heard: attend(build, query, keys, values, causal),
      listen: (queries) => {
        const { keys, values } = crossKeysAndValues(build, config, name, source)
        return attend(build, queries, keys, values, source.mask)
      },
      extent,
      ...(layer === 0 && { targetOf }),
    })
  }
  return graph.tanh(linear(build, 'dense', x))
}

/** [T, T]: 0 on and below the diagonal, -1e4 above it. */
function causalMask({ graph }: Build, length: Extent['length']): Value {
  const places = graph.range(length)
  const later = graph.less(graph.unsqueeze(places, [1]), graph.unsqueeze(places, [0]))
  return graph.mul(graph.cast(later, 'float32'), CAUSAL)
}

/** Query, key and value of a layer's self-attention, [B, H, T, d] each: one product with the [3 * width, width] matrix that PyTorch keeps. */
export function selfProjections(
  build: Build,
  config: Seq2SeqConfig,
  name: string,
  x: Value,
  extent: Extent,
): KeysAndValues & { readonly query: Value } {
  const { graph, parameters } = build
  const [weight, bias] = [parameters.get(`${name}.self_attn.in_proj_weight`), parameters.get(`${name}.self_attn.in_proj_bias`)]
  const width = config.hidden_size
  const parts = graph.split(graph.gemm(x, weight, bias, { transB: true }), 1, [width, width, width])
  const [query, keys, values] = parts.map((part) => splitHeads(graph, part, extent, config.decoder_attention_heads))
  if (!query || !keys || !values) throw new Error('split into three parts gave fewer')
  return { query, keys, values }
}

/** Keys and values of a layer's attention over the source: [B, H, S, d] each. */
export function crossKeysAndValues(build: Build, config: Seq2SeqConfig, name: string, source: Encoded): KeysAndValues {
  const { graph } = build
  const width = config.hidden_size
  const both = projected(build, `${name}.multihead_attn`, source.hidden, width, 3 * width)
  const parts = graph.split(both, 1, [width, width])
  const [keys, values] = parts.map((part) => splitHeads(graph, part, source.extent, config.decoder_attention_heads))
  if (!keys || !values) throw new Error('split into two parts gave fewer')
  return { keys, values }
}

/** x times rows `start` to `end` of a packed projection matrix. */
function projected({ graph, parameters }: Build, name: string, x: Value, start: number, end: number): Value {
  const rows = (part: string) => graph.slice(parameters.get(`${name}.in_proj_${part}`), 0, start, end)
  return graph.gemm(x, rows('weight'), rows('bias'), { transB: true })
}

/** What a decoder layer listens to. */
export interface Heard {
  /** Self-attention's result before its output projection: [B * T, width]. */
  readonly heard: Value
  /** Attention over the source: queries [B, H, T, d] -> [B * T, width]. */
  readonly listen: (queries: Value) => Value
  readonly extent: Extent
  /** Which of the extent's sequences each of those that listen continues, int32; by default each its own. */
  readonly targetOf?: Value | undefined
}

/** Everything of a decoder layer after the self-attention's weighted sum: [B * T, width] -> [B * T, width]. */
export function decoderLayer(
  build: Build,
  config: Seq2SeqConfig,
  name: string,
  x: Value,
  { heard, listen, extent, targetOf }: Heard,
): Value {
  const { graph } = build
  const handedOut = (perTarget: Value) => (targetOf ? graph.gather(perTarget, targetOf) : perTarget)
  const epsilon = config.decoder_layer_norm_eps
  const afterSelf = addAndNorm(build, `${name}.norm1`, x, linear(build, `${name}.self_attn.out_proj`, heard), epsilon)
  const query = splitHeads(
    graph,
    projected(build, `${name}.multihead_attn`, afterSelf, 0, config.hidden_size),
    extent,
    config.decoder_attention_heads,
  )
  const fromSource = linear(build, `${name}.multihead_attn.out_proj`, listen(handedOut(query)))
  const own = graph.reshape(handedOut(graph.reshape(afterSelf, [extent.batch, extent.length, config.hidden_size])), [
    -1,
    config.hidden_size,
  ])
  const afterSource = addAndNorm(build, `${name}.norm2`, own, fromSource, epsilon)
  const wide = dropout(build, graph.relu(linear(build, `${name}.linear1`, afterSource)), build.dropout.hidden)
  return addAndNorm(build, `${name}.norm3`, afterSource, linear(build, `${name}.linear2`, wide), epsilon)
}
