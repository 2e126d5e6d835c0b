/** @file The weights of T5: their names, shapes and first values, and how they are found in a checkpoint. */
import type { Weights } from '@codepurify/graph'
import { fitWeights } from '../weights/fitWeights.js'
import type { Start, WeightSpec, WeightTable } from '../weights/weightTable.js'
import type { T5Config } from './config.js'

type Entry = readonly [name: string, spec: WeightSpec]

const normal = (deviation: number): Start => ({ kind: 'normal', deviation })

/** The names of a feed-forward's matrices into `d_ff`. */
export const wideNames: Readonly<Record<T5Config['feed_forward_proj'], readonly string[]>> = {
  relu: ['wi'],
  'gated-gelu': ['wi_0', 'wi_1'],
}

const norm = (name: string, { d_model }: T5Config): Entry => [`${name}.weight`, { shape: [d_model], start: { kind: 'ones' } }]

function attention(name: string, config: T5Config): Entry[] {
  const { d_model: width, d_kv: head, num_heads: heads, initializer_factor: factor } = config
  const matrix = (part: string, shape: readonly number[], deviation: number): Entry => [
    `${name}.${part}.weight`,
    { shape, start: normal(factor * deviation) },
  ]
  return [
    matrix('q', [heads * head, width], (width * head) ** -0.5),
    matrix('k', [heads * head, width], width ** -0.5),
    matrix('v', [heads * head, width], width ** -0.5),
    matrix('o', [width, heads * head], (heads * head) ** -0.5),
  ]
}

function feedForward(name: string, { d_model, d_ff, feed_forward_proj, initializer_factor: factor }: T5Config): Entry[] {
  const wide = wideNames[feed_forward_proj].map((part): Entry => [
    `${name}.${part}.weight`,
    { shape: [d_ff, d_model], start: normal(factor * d_model ** -0.5) },
  ])
  return [...wide, [`${name}.wo.weight`, { shape: [d_model, d_ff], start: normal(factor * d_ff ** -0.5) }]]
}

function stack(name: 'encoder' | 'decoder', layers: number, config: T5Config): Entry[] {
  const { relative_attention_num_buckets: buckets, num_heads: heads, d_model: width, initializer_factor: factor } = config
  const blocks = Array.from({ length: layers }, (_, block): Entry[] => {
    const layer = (index: number) => `${name}.block.${block}.layer.${index}`
    const bias: Entry[] =
      block > 0
        ? []
        : [[`${layer(0)}.SelfAttention.relative_attention_bias.weight`, { shape: [buckets, heads], start: normal(factor * width ** -0.5) }]]
    const self = [...attention(`${layer(0)}.SelfAttention`, config), ...bias, norm(`${layer(0)}.layer_norm`, config)]
    const cross = name === 'encoder' ? [] : [...attention(`${layer(1)}.EncDecAttention`, config), norm(`${layer(1)}.layer_norm`, config)]
    const last = layer(name === 'encoder' ? 1 : 2)
    return [...self, ...cross, ...feedForward(`${last}.DenseReluDense`, config), norm(`${last}.layer_norm`, config)]
  })
  return [...blocks.flat(), norm(`${name}.final_layer_norm`, config)]
}

/** Weights of `T5ForConditionalGeneration` in state_dict order; starts are those of its `_init_weights` (norms at 1 whatever the factor). A tied head is "shared.weight". */
export function t5Table(config: T5Config): WeightTable {
  const words: WeightSpec = { shape: [config.vocab_size, config.d_model], start: normal(config.initializer_factor) }
  return new Map<string, WeightSpec>([
    ['shared.weight', words],
    ...stack('encoder', config.num_layers, config),
    ...stack('decoder', config.num_decoder_layers, config),
    ...(config.tie_word_embeddings ? [] : [['lm_head.weight', words] as const]),
  ])
}

const copies = ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight']

/**
 * The weights of a table from a checkpoint whose T5 stands under `prefix`: copies of the embeddings are dropped, and so is the bias that the first T5 files have
 * in cross-attention, which no version reads. Throws one RangeError that lists whatever does not fit.
 */
export function fitT5(
  table: WeightTable,
  weights: Weights,
  { prefix, tied, where }: { readonly prefix: string; readonly tied: boolean; readonly where: string },
): Weights {
  const shared = `${prefix}shared.weight`
  const same = [...copies, ...(tied ? ['lm_head.weight'] : [])].map((name) => prefix + name)
  const kept = same.map((name) => weights.get(name)).find((weight) => weight !== undefined)
  // a writer of safetensors keeps one of equal tensors, and not always the first
  const whole = weights.has(shared) || !kept ? weights : new Map([...weights, [shared, kept] as const])
  const ignored = new Set(
    ['decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight', 'lm_head.weight'].map((name) => prefix + name),
  )
  return fitWeights(table, whole, { tied: new Map(same.map((name) => [name, shared])), ignored: (name) => ignored.has(name) }, where)
}

/** The weights of `t5Table` from a checkpoint, as `fitT5` finds them. */
export function t5Weights(config: T5Config, weights: Weights, where = 'weights'): Weights {
  return fitT5(t5Table(config), weights, { prefix: '', tied: config.tie_word_embeddings, where })
}
