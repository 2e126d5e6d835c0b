import { random } from '@codepurify/metrics'
import { loadT5 } from '../testing/goldenT5.js'
import { parseT5Config } from './config.js'
import { initializeT5 } from './initialize.js'
import { t5Table, t5Weights } from './weightTable.js'

test("what config.json leaves out is as in Hugging Face's T5Config", () => {
  expect(parseT5Config({})).toMatchObject({
    vocab_size: 32128,
    num_decoder_layers: 6,
    relative_attention_max_distance: 128,
    tie_word_embeddings: true,
    decoder_start_token_id: 0,
    eos_token_id: 1,
  })
  expect(parseT5Config({ num_layers: 3, num_decoder_layers: null }).num_decoder_layers).toBe(3)
  expect(parseT5Config({})).not.toHaveProperty('bos_token_id')
})

test.each([
  [{ d_model: 0 }, /"d_model" is 0, expected a whole number from 1 to 16777216/],
  [{ num_layers: 1e6 }, /"num_layers" is 1000000, expected a whole number from 1 to 1024/],
  [{ feed_forward_proj: 'gated-silu' }, /"feed_forward_proj" is "gated-silu", expected "relu" or "gated-gelu"/],
  [{ feed_forward_proj: 'gated-gelu', dense_act_fn: 'gelu' }, /"dense_act_fn" is "gelu", expected "gelu_new" with "gated-gelu"/],
  [{ relative_attention_max_distance: 16 }, /"relative_attention_max_distance" is 16, expected more than half of/],
  [{ relative_attention_num_buckets: 2 }, /"relative_attention_num_buckets" is 2, expected a whole number from 4/],
  [{ vocab_size: 10, decoder_start_token_id: 10 }, /"decoder_start_token_id" is 10, outside the vocabulary of 10/],
  [{ tie_word_embeddings: 'no' }, /"tie_word_embeddings" is "no", expected true or false/],
  [[], /expected a JSON object/],
])('%j is refused', (json, message) => {
  expect(() => parseT5Config(json, 'x.json')).toThrow(message)
})

test.each(['t5_relu_tied', 't5_gated_gelu_untied'])('%s has the names of transformers, in its order', async (name) => {
  const { config, expected } = await loadT5(name)
  const stored = expected.state_dict_keys.filter(
    (key) => !/embed_tokens/.test(key) && !(config.tie_word_embeddings && key === 'lm_head.weight'),
  )
  expect([...t5Table(config).keys()]).toEqual(stored)
})

test('a checkpoint may keep any one copy of the embeddings; what does not fit is listed whole', async () => {
  const { weights, config } = await loadT5('t5_relu_tied')
  const shared = weights.get('shared.weight')
  if (!shared) throw new Error('no shared.weight')
  const renamed = new Map([...weights].map(([name, weight]) => [name === 'shared.weight' ? 'decoder.embed_tokens.weight' : name, weight]))
  expect(t5Weights(config, renamed).get('shared.weight')).toBe(shared)
  const other = new Map([...weights, ['lm_head.weight', { shape: shared.shape, data: shared.data.map((x) => x + 1) }] as const])
  other.delete('decoder.final_layer_norm.weight')
  expect(() => t5Weights(config, other, 'x')).toThrow(
    /x: 2 of its tensors do not fit the model.*\n {2}missing: decoder\.final_layer_norm\.weight \[64\]\n {2}untied: lm_head\.weight differs from shared\.weight/,
  )
})

test('fresh weights have the deviations of _init_weights', () => {
  const config = parseT5Config({
    vocab_size: 500,
    d_model: 64,
    d_kv: 16,
    d_ff: 256,
    num_layers: 1,
    num_heads: 8,
    tie_word_embeddings: false,
  })
  const weights = initializeT5(config, random(1))
  const deviation = (name: string): number => {
    const data = weights.get(name)?.data ?? new Float32Array(0)
    return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length)
  }
  const block = 'decoder.block.0.layer'
  expect(deviation('shared.weight')).toBeCloseTo(1, 1)
  expect(deviation('lm_head.weight')).toBeCloseTo(1, 1)
  expect(deviation(`${block}.0.SelfAttention.q.weight`) / (64 * 16) ** -0.5).toBeCloseTo(1, 1)
  expect(deviation(`${block}.1.EncDecAttention.v.weight`) / 64 ** -0.5).toBeCloseTo(1, 1)
  expect(deviation(`${block}.1.EncDecAttention.o.weight`) / (8 * 16) ** -0.5).toBeCloseTo(1, 1)
  expect(deviation(`${block}.2.DenseReluDense.wo.weight`) / 256 ** -0.5).toBeCloseTo(1, 1)
  expect(deviation(`${block}.2.layer_norm.weight`)).toBe(1)
})
