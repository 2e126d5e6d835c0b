import type { Weights } from '@codepurify/graph'
import { nameWeights } from './nameTable.js'

const named = (...names: string[]): Weights => new Map(names.map((name, i) => [name, { shape: [1], data: Float32Array.of(i) }]))
const words = 'embeddings.word_embeddings.weight'

// the keys of official checkpoints: Hugging Face's classes, CodeXGLUE's and CodePurify's wrappers
test.each<[string, string[], string[], string[]]>([
  [
    'RobertaModel',
    [words, 'encoder.layer.0.output.dense.bias', 'pooler.dense.bias'],
    [`roberta.${words}`, 'roberta.encoder.layer.0.output.dense.bias', 'roberta.pooler.dense.bias'],
    [],
  ],
  ['RobertaForMaskedLM', [`roberta.${words}`, 'lm_head.bias'], [`roberta.${words}`, 'lm_head.bias'], []],
  [
    'defect, CodeXGLUE',
    [`encoder.roberta.${words}`, 'encoder.classifier.dense.weight'],
    [`roberta.${words}`, 'classifier.dense.weight'],
    [],
  ],
  [
    'defect, on several devices',
    [`module.encoder.roberta.${words}`, 'module.encoder.classifier.dense.weight'],
    [`roberta.${words}`, 'classifier.dense.weight'],
    [],
  ],
  [
    'clone, CodeXGLUE',
    [`encoder.roberta.${words}`, 'encoder.classifier.dense.weight', 'classifier.dense.weight'],
    [`encoder.${words}`, 'classifier.dense.weight'],
    ['encoder.classifier.dense.weight'],
  ],
  ['clone, CodePurify', [`encoder.${words}`, 'classifier.dense.weight'], [`encoder.${words}`, 'classifier.dense.weight'], []],
  [
    'refinement',
    [`encoder.${words}`, 'decoder.layers.0.linear1.weight', 'dense.weight'],
    [`encoder.${words}`, 'decoder.layers.0.linear1.weight', 'dense.weight'],
    [],
  ],
  [
    'refinement over "roberta"',
    [`roberta.${words}`, 'decoder.layers.0.linear1.weight'],
    [`encoder.${words}`, 'decoder.layers.0.linear1.weight'],
    [],
  ],
  ['an encoder in a wrapper', [`module.encoder.${words}`], [`roberta.${words}`], []],
  ['CodeT5', ['shared.weight', 'encoder.final_layer_norm.weight'], ['shared.weight', 'encoder.final_layer_norm.weight'], []],
  [
    'CodeT5 in a wrapper',
    ['encoder.shared.weight', 'encoder.encoder.final_layer_norm.weight'],
    ['shared.weight', 'encoder.final_layer_norm.weight'],
    [],
  ],
  ['a CodeT5 classifier', ['encoder.shared.weight', 'classifier.weight'], ['encoder.shared.weight', 'classifier.weight'], []],
])('%s', (_, names, expected, dropped) => {
  const found = nameWeights(named(...names))
  expect([...found.weights.keys()]).toEqual(expected)
  expect(found.dropped).toEqual(dropped)
  for (const [old, name] of found.renamed) expect(found.weights.get(name)?.data).toEqual(Float32Array.of(names.indexOf(old)))
  expect(nameWeights(found.weights).renamed.size).toBe(0)
})

test('two tensors that come to one name are named', () => {
  expect(() => nameWeights(named(`encoder.roberta.${words}`, `roberta.${words}`), 'x.bin')).toThrow(
    `x.bin: "encoder.roberta.${words}" and "roberta.${words}" are both read as "roberta.${words}", expected one of them`,
  )
})
