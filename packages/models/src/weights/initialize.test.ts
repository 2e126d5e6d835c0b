import { random } from '@codepurify/metrics'
import { parseSeq2SeqConfig } from '../roberta/config.js'
import { initializeJoint, initializeMaskedLm, initializeSeq2Seq } from './initialize.js'
import { jointTable } from './weightTable.js'

const config = parseSeq2SeqConfig({
  vocab_size: 500,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 128,
  max_position_embeddings: 50,
  decoder_layers: 2,
  decoder_ffn_dim: 256,
})

const deviation = (data: Float32Array): number => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length)

test('shapes are those of the table, and one more weight changes no other', () => {
  const joint = initializeJoint(config, random(7))
  expect([...joint].map(([name, { shape, data }]) => [name, shape, data.length])).toEqual(
    [...jointTable(config)].map(([name, { shape }]) => [name, shape, shape.reduce((product, size) => product * size, 1)]),
  )
  for (const [name, { data }] of initializeSeq2Seq(config, random(7))) expect(joint.get(name)?.data).toEqual(data)
})

test("the encoder starts as Hugging Face's, the decoder as PyTorch's", () => {
  const weights = initializeSeq2Seq(config, random(8))
  const data = (name: string): Float32Array => weights.get(name)?.data ?? new Float32Array(0)
  expect(deviation(data('encoder.encoder.layer.0.intermediate.dense.weight'))).toBeCloseTo(0.02, 3)
  expect(deviation(data('encoder.embeddings.word_embeddings.weight'))).toBeCloseTo(0.02, 3)
  expect(deviation(data('encoder.embeddings.word_embeddings.weight').subarray(64, 128))).toBe(0) // the pad id's row
  expect(deviation(data('encoder.encoder.layer.0.output.dense.bias'))).toBe(0)
  expect(new Set(data('decoder.layers.1.norm3.weight'))).toEqual(new Set([1]))
  // nn.MultiheadAttention: Xavier-uniform over [3 * width, width]; nn.Linear: uniform within 1 / sqrt(inputs); a uniform's deviation is its bound / sqrt(3)
  expect(deviation(data('decoder.layers.0.self_attn.in_proj_weight'))).toBeCloseTo(Math.sqrt(6 / (4 * 64) / 3), 3)
  expect(deviation(data('decoder.layers.0.linear2.weight'))).toBeCloseTo(1 / 16 / Math.sqrt(3), 3)
  expect(Math.max(...data('decoder.layers.0.linear2.weight'))).toBeLessThanOrEqual(1 / 16)
})

test('sinusoidal positions: neighbours are alike, distant places are not, and their scale is asked for', () => {
  const weights = initializeMaskedLm(config, random(9), { positions: 'sinusoidal', positionScale: 3 })
  const rows = weights.get('roberta.embeddings.position_embeddings.weight')?.data ?? new Float32Array(0)
  const row = (place: number): Float32Array => rows.subarray(place * 64, (place + 1) * 64)
  const cosine = (a: number, b: number): number =>
    row(a).reduce((sum, x, i) => sum + x * (row(b)[i] ?? 0), 0) / (64 * deviation(row(a)) * deviation(row(b)))
  expect(deviation(row(1))).toBe(0)
  expect(deviation(row(10))).toBeCloseTo(0.06, 6) // sin^2 + cos^2 = 1 for every pair of columns
  expect(cosine(10, 11)).toBeGreaterThan(0.9)
  expect(cosine(10, 11)).toBeCloseTo(cosine(30, 31), 5) // a step is a rotation: the same wherever it is taken
  expect(cosine(10, 40)).toBeLessThan(cosine(10, 14))
})
