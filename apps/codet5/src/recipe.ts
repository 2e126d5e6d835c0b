import type { T5Config } from '@codepurify/models'
import type { Recipe } from '@codepurify/pretraining'

/** The shape of `codet5-mini`: T5 with RoBERTa's code tokens and CodeT5's special ones. */
export const miniConfig: T5Config = {
  vocab_size: 4096 + 100,
  d_model: 192,
  d_kv: 32,
  d_ff: 768,
  num_layers: 3,
  num_decoder_layers: 2,
  num_heads: 6,
  relative_attention_num_buckets: 64,
  relative_attention_max_distance: 128,
  layer_norm_epsilon: 1e-6,
  feed_forward_proj: 'relu',
  tie_word_embeddings: true,
  pad_token_id: 0,
  bos_token_id: 1,
  eos_token_id: 2,
  decoder_start_token_id: 0,
  initializer_factor: 1,
  dropout_rate: 0.1,
}

/** The recipe of the shipped weights. */
export const miniRecipe: Recipe<T5Config> = {
  config: miniConfig,
  seed: 1,
  steps: 2500,
  tokenBudget: 3072,
  maximumLength: 160,
  learningRate: 1e-3,
  warmupSteps: 100,
  betas: [0.9, 0.98],
  weightDecay: 0.01,
  clipNorm: 1,
  checkpointEvery: 200,
}
