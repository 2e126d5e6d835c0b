import type { Seq2SeqConfig } from '@codepurify/models'
import type { Recipe } from '@codepurify/pretraining'

/** The shape of `codebert-mini`: an encoder with a masked-LM head and a decoder. */
export const miniConfig: Seq2SeqConfig = {
  vocab_size: 4096,
  hidden_size: 192,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  intermediate_size: 768,
  max_position_embeddings: 386,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  hidden_act: 'gelu',
  pad_token_id: 1,
  bos_token_id: 0,
  eos_token_id: 2,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  initializer_range: 0.02,
  decoder_layers: 2,
  decoder_attention_heads: 4,
  decoder_ffn_dim: 768,
  decoder_layer_norm_eps: 1e-5,
}

/** The recipe of the shipped weights. A learning rate this high suits so small a model, and lets the decoder find out within minutes that it may copy. */
export const miniRecipe: Recipe<Seq2SeqConfig> = {
  config: miniConfig,
  seed: 1,
  steps: 3000,
  tokenBudget: 4096,
  maximumLength: 160,
  learningRate: 2e-3,
  warmupSteps: 100,
  betas: [0.9, 0.98],
  weightDecay: 0.01,
  clipNorm: 1,
  checkpointEvery: 200,
}
