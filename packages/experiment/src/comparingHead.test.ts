import { random } from '@codepurify/metrics'
import { Classifier, initializeClassifier, parseRobertaClassifierConfig } from '@codepurify/models'
import { comparingHead } from './comparingHead.js'

const config = parseRobertaClassifierConfig({
  ...{ vocab_size: 40, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
  ...{ max_position_embeddings: 20, num_labels: 2 },
})
const official = initializeClassifier('roberta-clone', config, random(1))

test('before any training a pair of equal vectors is a clone, and less so the further they are apart', async () => {
  const model = await Classifier.create({ kind: 'roberta-clone', config, weights: comparingHead(official, random(2)) })
  const own = random(3)
  const vector = Array.from({ length: 16 }, () => own.normal())
  const away = Array.from({ length: 16 }, () => own.normal())
  const at = (distance: number) => Float32Array.from([...vector, ...vector.map((value, i) => value + distance * (away[i] ?? 0))])
  const found = await model.decide([0, 0.1, 0.5, 2].map(at))
  const clone = found.map(({ probabilities }) => probabilities[1] ?? NaN)
  expect(clone.toSorted((a, b) => b - a)).toEqual(clone)
  expect(clone[0]).toBeGreaterThan(0.8)
  expect(clone.at(-1)).toBeLessThan(0.2)
  // which of the two comes first does not matter to the half that compares
  const [swapped] = await model.decide([Float32Array.from([...at(0.5).slice(16), ...vector])])
  expect(swapped?.probabilities[1]).toBeCloseTo(clone[2] ?? NaN, 1)
  await model.release()
})

test('shapes, the other half of the units and everything that is no head stay as they were', () => {
  const fresh = comparingHead(official, random(2))
  expect([...fresh].map(([name, { shape }]) => [name, shape])).toEqual([...official].map(([name, { shape }]) => [name, shape]))
  for (const [name, { data }] of official) if (!name.startsWith('classifier.')) expect(fresh.get(name)?.data).toBe(data)
  const [before, after] = [official, fresh].map((weights) => weights.get('classifier.dense.weight')?.data.slice(8 * 32))
  expect(after).toEqual(before)
})

test('a head of one function is refused', () => {
  const one = initializeClassifier('roberta-defect', parseRobertaClassifierConfig({ ...config, num_labels: 1 }), random(1))
  expect(() => comparingHead(one, random(2))).toThrow('expected [units, 2 × width] and [2, units]')
})
