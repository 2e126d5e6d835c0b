import { configFields } from '../configFields.js'

/** Shape and special ids of T5 (Raffel et al. 2020) under Hugging Face's names (config.json of `T5ForConditionalGeneration`). */
export interface T5Config {
  readonly vocab_size: number
  readonly d_model: number
  /** Width of one head; `num_heads * d_kv` need not be `d_model`. */
  readonly d_kv: number
  readonly d_ff: number
  readonly num_layers: number
  readonly num_decoder_layers: number
  readonly num_heads: number
  readonly relative_attention_num_buckets: number
  /** From this distance on all places share a bucket. */
  readonly relative_attention_max_distance: number
  readonly layer_norm_epsilon: number
  /** 'gated-gelu' means the tanh approximation of GELU, as in `T5Config` ("gelu_new"). */
  readonly feed_forward_proj: 'relu' | 'gated-gelu'
  /** Whether the head is the embeddings, applied to states times d_model ** -0.5. */
  readonly tie_word_embeddings: boolean
  readonly pad_token_id: number
  readonly eos_token_id: number
  readonly decoder_start_token_id: number
  readonly bos_token_id?: number
  readonly initializer_factor: number
  readonly dropout_rate: number
}

/** `T5Config`'s own defaults. */
const defaults = {
  vocab_size: 32128,
  d_model: 512,
  d_kv: 64,
  d_ff: 2048,
  num_layers: 6,
  num_heads: 8,
  relative_attention_num_buckets: 32,
  relative_attention_max_distance: 128,
  layer_norm_epsilon: 1e-6,
  feed_forward_proj: 'relu',
  tie_word_embeddings: true,
  pad_token_id: 0,
  eos_token_id: 1,
  initializer_factor: 1,
  dropout_rate: 0.1,
}

/** What newer config files say of each feed-forward beside its name. */
const activations = {
  relu: { dense_act_fn: 'relu', is_gated_act: false },
  'gated-gelu': { dense_act_fn: 'gelu_new', is_gated_act: true },
} as const

/** The most ids of a sequence. Relative positions have no end; at this length the attention scores of 16 heads for one sequence take 1 GiB. */
export const LONGEST_T5 = 4096

// real models have at most 48 layers, and a few hundred places
const MOST_LAYERS = 1024
const MOST_DISTANCE = 2 ** 16

type Fields = Readonly<Record<string, unknown>>

function feedForward(fields: Fields, where: string): T5Config['feed_forward_proj'] {
  const kind = fields['feed_forward_proj']
  if (kind !== 'relu' && kind !== 'gated-gelu')
    throw new RangeError(`${where}: "feed_forward_proj" is ${JSON.stringify(kind)}, expected "relu" or "gated-gelu"`)
  for (const [name, meant] of Object.entries(activations[kind])) {
    if (fields[name] !== undefined && fields[name] !== meant)
      throw new RangeError(`${where}: "${name}" is ${JSON.stringify(fields[name])}, expected ${JSON.stringify(meant)} with "${kind}"`)
  }
  return kind
}

function tied(fields: Fields, where: string): boolean {
  const value = fields['tie_word_embeddings']
  if (typeof value === 'boolean') return value
  throw new RangeError(`${where}: "tie_word_embeddings" is ${JSON.stringify(value)}, expected true or false`)
}

/** Reads the fields of a T5 config.json, with Hugging Face's defaults for those that it leaves out; throws on a value that cannot be. */
export function parseT5Config(json: unknown, where = 'config.json'): T5Config {
  const { fields, whole, size, id, share, positive } = configFields(json, defaults, where)
  const vocabulary = size('vocab_size')
  const given = (name: string): boolean => fields[name] !== undefined && fields[name] !== null
  const special = (name: string, otherwise?: number): number => {
    const found = given(name) || otherwise === undefined ? id(name) : otherwise
    if (found < vocabulary) return found
    throw new RangeError(`${where}: "${name}" is ${found}, outside the vocabulary of ${vocabulary}`)
  }
  const layers = whole('num_layers', 1, MOST_LAYERS)
  const buckets = whole('relative_attention_num_buckets', 4, MOST_DISTANCE)
  const farthest = whole('relative_attention_max_distance', 1, MOST_DISTANCE)
  if (farthest <= Math.floor(buckets / 2)) {
    throw new RangeError(
      `${where}: "relative_attention_max_distance" is ${farthest}, expected more than half of "relative_attention_num_buckets" = ${buckets}`,
    )
  }
  const pad = special('pad_token_id')
  return {
    vocab_size: vocabulary,
    d_model: size('d_model'),
    d_kv: size('d_kv'),
    d_ff: size('d_ff'),
    num_layers: layers,
    num_decoder_layers: given('num_decoder_layers') ? whole('num_decoder_layers', 1, MOST_LAYERS) : layers,
    num_heads: size('num_heads'),
    relative_attention_num_buckets: buckets,
    relative_attention_max_distance: farthest,
    layer_norm_epsilon: positive('layer_norm_epsilon'),
    feed_forward_proj: feedForward(fields, where),
    tie_word_embeddings: tied(fields, where),
    pad_token_id: pad,
    eos_token_id: special('eos_token_id'),
    decoder_start_token_id: special('decoder_start_token_id', pad),
    ...(given('bos_token_id') && { bos_token_id: special('bos_token_id') }),
    initializer_factor: positive('initializer_factor'),
    dropout_rate: share('dropout_rate'),
  }
}
