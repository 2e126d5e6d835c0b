import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { parseRobertaClassifierConfig } from './classifierConfig.js'
import { initializeClassifier } from './initializeClassifier.js'
import { hasClassifierHead, readClassifier } from './readClassifier.js'

const json = {
  ...{ vocab_size: 30, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12 },
  ...{ max_position_embeddings: 12 },
}
const config = parseRobertaClassifierConfig({ ...json, num_labels: 1 })
const defect = initializeClassifier('roberta-defect', config, random(1))
const clone = initializeClassifier('roberta-clone', config, random(1))

const renamed = (weights: Weights, rename: (name: string) => string): Weights =>
  new Map([...weights].map(([name, weight]) => [rename(name), weight]))

test.each([
  { saved: 'by Hugging Face', kind: 'roberta-defect', own: defect, rename: (name: string) => name },
  { saved: 'by CodeXGLUE', kind: 'roberta-defect', own: defect, rename: (name: string) => `encoder.${name}` },
  { saved: 'from several devices', kind: 'roberta-defect', own: defect, rename: (name: string) => `module.encoder.${name}` },
  { saved: 'by CodePurify', kind: 'roberta-clone', own: clone, rename: (name: string) => name },
  { saved: 'by CodePurify, from several devices', kind: 'roberta-clone', own: clone, rename: (name: string) => `module.${name}` },
])('a $kind saved $saved is recognised, under the names of its kind', ({ kind, own, rename }) => {
  const stored = new Map(renamed(own, rename))
  stored.set(rename(kind === 'roberta-clone' ? 'encoder.pooler.dense.bias' : 'roberta.pooler.dense.bias'), {
    shape: [8],
    data: new Float32Array(8),
  })
  expect(hasClassifierHead(stored)).toBe(true)
  const found = readClassifier(json, stored)
  expect(found.kind).toBe(kind)
  expect(found.config).toMatchObject({ num_labels: 1 }) // config.json says nothing, where Hugging Face takes it for 2
  expect(found.weights).toEqual(own)
})

test('what has no such head is refused', () => {
  expect(hasClassifierHead(new Map())).toBe(false)
  expect(() => readClassifier(json, new Map(), 'folder')).toThrow('folder: no tensor ends in "classifier.out_proj.weight"')
})

test('a wrong field is said of config.json, not of the weights', () => {
  expect(() => readClassifier({ ...json, hidden_size: 'x' }, defect, 'model.safetensors', 'config.json')).toThrow('config.json')
})

test('an unknown tensor is listed', () => {
  const stored = new Map([...defect, ['adapter.weight', { shape: [1], data: Float32Array.of(1) }] as const])
  expect(() => readClassifier(json, stored)).toThrow('unknown: adapter.weight [1]')
})

test.each([
  [{ num_labels: 3 }, 3],
  [{ id2label: { 0: 'no', 1: 'yes', 2: 'unsure', 3: 'both' } }, 4],
  [{}, 2],
])('%j has so many logits: %i', (fields, labels) => {
  expect(parseRobertaClassifierConfig({ ...json, ...fields }).num_labels).toBe(labels)
})

test.each([0, 1.5, 1e9, '2'])('"num_labels": %p is refused', (labels) => {
  expect(() => parseRobertaClassifierConfig({ ...json, num_labels: labels })).toThrow('expected a whole number from 1 to 65536')
})
