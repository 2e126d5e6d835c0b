import { random } from '@codepurify/metrics'
import { Classifier, initializeClassifier, parseRobertaClassifierConfig } from '@codepurify/models'
import { comparingHead } from './comparingHead.js'

const config = parseRobertaClassifierConfig({
  ...{ vocab_size: 40, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
  ...{ max_position_embeddings: 20, num_labels: 2 },
})
const official = initializeClassifier('roberta-clone', config, random(1))

const own = random(3)
const vectorOf = (deviation: number, mean = 0): Float32Array => Float32Array.from({ length: 16 }, () => mean + deviation * own.normal())
// all lie close together, and far from zero, as the vectors of a pretrained encoder do
const vectors = Array.from({ length: 64 }, () => vectorOf(0.02, 3))
const weights = comparingHead(official, vectors, random(2))

test('before any training a pair of equal vectors is a clone, and less so the further they are apart', async () => {
  const model = await Classifier.create({ kind: 'roberta-clone', config, weights })
  const [vector = vectorOf(0), ...others] = vectors
  const beside = (other: Float32Array, share: number) => vector.map((value, i) => value + share * ((other[i] ?? 0) - value))
  const at = (share: number) => others.map((other) => Float32Array.from([...vector, ...beside(other, share)]))
  const mean = async (share: number) =>
    (await model.decide(at(share))).reduce((sum, { probabilities }) => sum + (probabilities[1] ?? NaN), 0) / others.length
  const found = [await mean(0), await mean(0.3), await mean(1), await mean(3)]
  expect(found.toSorted((a, b) => b - a)).toEqual(found)
  expect(found[0]).toBeGreaterThan(0.8)
  expect(found.at(-1)).toBeLessThan(0.2)
  await model.release()
})

test('the units that do not compare see what both vectors share, and no mean', () => {
  const [rows, bias] = ['classifier.dense.weight', 'classifier.dense.bias'].map((name) => weights.get(name)?.data ?? [])
  const seen = (unit: number, pair: readonly number[]) =>
    pair.reduce((sum, value, i) => sum + value * (rows?.[unit * 32 + i] ?? 0), bias?.[unit] ?? 0)
  const shared = vectors.map((vector) => seen(12, [...vector, ...vector]))
  const middle = shared.reduce((sum, value) => sum + value, 0) / shared.length
  expect(Math.abs(middle)).toBeLessThan(1e-3)
  expect(Math.max(...shared) - Math.min(...shared)).toBeGreaterThan(1)
})

test('shapes, and everything that is no head, stay as they were', () => {
  expect([...weights].map(([name, { shape }]) => [name, shape])).toEqual([...official].map(([name, { shape }]) => [name, shape]))
  for (const [name, { data }] of official) if (!name.startsWith('classifier.')) expect(weights.get(name)?.data).toBe(data)
})

test('a head of one function, and vectors that do not fit, are refused', () => {
  const one = initializeClassifier('roberta-defect', parseRobertaClassifierConfig({ ...config, num_labels: 1 }), random(1))
  expect(() => comparingHead(one, vectors, random(2))).toThrow('expected [units, 2 × width] and [2, units]')
  expect(() => comparingHead(official, [vectorOf(1), new Float32Array(3)], random(2))).toThrow(
    'one of width 3, expected at least two of width 16',
  )
  expect(() => comparingHead(official, [vectorOf(1)], random(2))).toThrow('1 vectors')
})
