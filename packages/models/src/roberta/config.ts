import { configFields } from '../configFields.js'

/** Shape and special ids of a RoBERTa encoder, under Hugging Face's names (config.json of `RobertaModel`). */
export interface RobertaConfig {
  readonly vocab_size: number
  readonly hidden_size: number
  readonly num_hidden_layers: number
  readonly num_attention_heads: number
  readonly intermediate_size: number
  /** Rows of the position table; the longest sequence has this many minus `pad_token_id + 1` ids. */
  readonly max_position_embeddings: number
  readonly type_vocab_size: number
  readonly layer_norm_eps: number
  readonly hidden_act: 'gelu' | 'relu'
  readonly pad_token_id: number
  readonly bos_token_id: number
  readonly eos_token_id: number
  readonly hidden_dropout_prob: number
  readonly attention_probs_dropout_prob: number
  readonly initializer_range: number
}

/** A RoBERTa encoder with the post-norm ReLU decoder that the official program-repair code puts behind it. */
export interface Seq2SeqConfig extends RobertaConfig {
  readonly decoder_layers: number
  readonly decoder_attention_heads: number
  readonly decoder_ffn_dim: number
  /** Epsilon of the decoder's layer norms; PyTorch's default is 1e-5. */
  readonly decoder_layer_norm_eps: number
}

const robertaDefaults = {
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  hidden_act: 'gelu',
  pad_token_id: 1,
  bos_token_id: 0,
  eos_token_id: 2,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  initializer_range: 0.02,
}

// real models have at most 48; a table of weights is made before the weights are looked at
const MOST_LAYERS = 1024

/** `nn.TransformerDecoderLayer`'s own defaults; the official code asks for six layers and the encoder's number of heads. */
const decoderDefaults = { decoder_layers: 6, decoder_ffn_dim: 2048, decoder_layer_norm_eps: 1e-5 }

function expectHeads(width: number, heads: number, name: string, where: string): void {
  if (width % heads !== 0) throw new RangeError(`${where}: hidden_size ${width} cannot be divided among ${name} = ${heads}`)
}

/** Reads the fields of a RoBERTa config.json, with Hugging Face's defaults for those that it leaves out; throws on a value that cannot be. */
export function parseRobertaConfig(json: unknown, where = 'config.json'): RobertaConfig {
  const { fields, whole, size, id, share, positive } = configFields(json, robertaDefaults, where)
  const activation = fields['hidden_act']
  if (activation !== 'gelu' && activation !== 'relu') {
    throw new RangeError(`${where}: "hidden_act" is ${JSON.stringify(activation)}, expected "gelu" or "relu"`)
  }
  const positions = fields['position_embedding_type']
  if (positions !== undefined && positions !== 'absolute') {
    throw new RangeError(
      `${where}: "position_embedding_type" is ${JSON.stringify(positions)}, expected "absolute": other kinds are not supported`,
    )
  }
  const config: RobertaConfig = {
    vocab_size: size('vocab_size'),
    hidden_size: size('hidden_size'),
    num_hidden_layers: whole('num_hidden_layers', 1, MOST_LAYERS),
    num_attention_heads: size('num_attention_heads'),
    intermediate_size: size('intermediate_size'),
    max_position_embeddings: size('max_position_embeddings'),
    type_vocab_size: size('type_vocab_size'),
    layer_norm_eps: positive('layer_norm_eps'),
    hidden_act: activation,
    pad_token_id: id('pad_token_id'),
    bos_token_id: id('bos_token_id'),
    eos_token_id: id('eos_token_id'),
    hidden_dropout_prob: share('hidden_dropout_prob'),
    attention_probs_dropout_prob: share('attention_probs_dropout_prob'),
    initializer_range: positive('initializer_range'),
  }
  expectHeads(config.hidden_size, config.num_attention_heads, 'num_attention_heads', where)
  for (const name of ['pad_token_id', 'bos_token_id', 'eos_token_id'] as const) {
    if (config[name] >= config.vocab_size)
      throw new RangeError(`${where}: "${name}" is ${config[name]}, outside the vocabulary of ${config.vocab_size}`)
  }
  if (maximumIds(config) < 1) {
    throw new RangeError(
      `${where}: max_position_embeddings ${config.max_position_embeddings} leaves no position after pad_token_id ${config.pad_token_id}`,
    )
  }
  return config
}

/** Reads a seq2seq config.json: RoBERTa's fields and the decoder's, which default to what the official program-repair code builds. */
export function parseSeq2SeqConfig(json: unknown, where = 'config.json'): Seq2SeqConfig {
  const encoder = parseRobertaConfig(json, where)
  const { whole, size, positive } = configFields(json, { ...decoderDefaults, decoder_attention_heads: encoder.num_attention_heads }, where)
  const config: Seq2SeqConfig = {
    ...encoder,
    decoder_layers: whole('decoder_layers', 1, MOST_LAYERS),
    decoder_attention_heads: size('decoder_attention_heads'),
    decoder_ffn_dim: size('decoder_ffn_dim'),
    decoder_layer_norm_eps: positive('decoder_layer_norm_eps'),
  }
  expectHeads(config.hidden_size, config.decoder_attention_heads, 'decoder_attention_heads', where)
  return config
}

/** The most ids that a sequence may have: RoBERTa counts positions from `pad_token_id + 1`. */
export function maximumIds(config: RobertaConfig): number {
  return config.max_position_embeddings - config.pad_token_id - 1
}
