import { maximumIds, parseRobertaConfig, parseSeq2SeqConfig } from './config.js'

const sizes = { vocab_size: 50265, hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, intermediate_size: 3072 }

test("what a config leaves out is Hugging Face's default, and the decoder's the official code's", () => {
  const config = parseSeq2SeqConfig(sizes)
  expect(config).toMatchObject({ max_position_embeddings: 514, layer_norm_eps: 1e-5, pad_token_id: 1, hidden_act: 'gelu' })
  expect(config).toMatchObject({ decoder_layers: 6, decoder_ffn_dim: 2048, decoder_attention_heads: 12, decoder_layer_norm_eps: 1e-5 })
  expect(maximumIds(config)).toBe(512)
})

test.each([
  [null, /expected a JSON object/],
  [[], /expected a JSON object/],
  [{ ...sizes, vocab_size: undefined }, /"vocab_size" is undefined, expected a whole number/],
  [{ ...sizes, hidden_size: '768' }, /"hidden_size" is "768"/],
  [{ ...sizes, hidden_size: 1e12 }, /"hidden_size" is 1000000000000, expected a whole number from 1 to 16777216/],
  [{ ...sizes, num_attention_heads: 5 }, /hidden_size 768 cannot be divided among num_attention_heads = 5/],
  [{ ...sizes, hidden_act: 'swish' }, /"hidden_act" is "swish", expected "gelu" or "relu"/],
  [{ ...sizes, position_embedding_type: 'relative_key' }, /"position_embedding_type" is "relative_key", expected "absolute"/],
  [{ ...sizes, pad_token_id: 50265 }, /"pad_token_id" is 50265, outside the vocabulary of 50265/],
  [{ ...sizes, max_position_embeddings: 2 }, /max_position_embeddings 2 leaves no position/],
  [{ ...sizes, layer_norm_eps: 0 }, /"layer_norm_eps" is 0, expected a number above 0/],
])('%j is refused', (json, message) => {
  expect(() => parseRobertaConfig(json)).toThrow(message)
})
