import { readFile } from 'node:fs/promises'
import { Graph, type Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { readSafetensors } from '../checkpoint/readSafetensors.js'
import { evaluate, expectGradients, golden, greatestDifference, lossAndGradients } from '../testing/golden.js'
import { parseRobertaClassifierConfig } from './classifierConfig.js'
import { classifierLoss } from './classifierLoss.js'
import { classifierFeeds, type ClassifierExample } from './examples.js'
import { initializeClassifier } from './initializeClassifier.js'
import { readClassifier } from './readClassifier.js'

interface Expected {
  readonly input_ids: number[][]
  readonly labels: number[]
  readonly logits: number[][]
  readonly loss: number
  readonly grad_norms: Record<string, number>
  readonly hf_cross_entropy: { readonly loss: number; readonly grad_norms: Record<string, number> }
  readonly max_source_length: number
}

async function folder(name: string) {
  const { folder, expected, gradients, tensor } = await golden<Expected>(name)
  const { tensors } = await readSafetensors(`${folder}model.safetensors`)
  const weights: Weights = new Map(
    [...tensors].flatMap(([key, { shape, data }]) => (data instanceof Float32Array ? [[key, { shape, data }] as const] : [])),
  )
  const json: unknown = JSON.parse(await readFile(`${folder}config.json`, 'utf8'))
  return { ...readClassifier(json, weights, folder), expected, gradients, tensor }
}

const singles = ({ input_ids, labels }: Expected): ClassifierExample[] => input_ids.map((ids, i) => ({ ids, label: labels[i] ?? NaN }))

/** The official dataset puts both functions of a pair into one row of ids. */
const pairs = ({ input_ids, labels, max_source_length: half }: Expected): ClassifierExample[] =>
  input_ids.map((ids, i) => ({ first: ids.slice(0, half), second: ids.slice(half), label: labels[i] ?? NaN }))

test.each(['roberta_cls_1', 'roberta_cls_2'])("%s: logits, loss and gradients are those of CodeXGLUE's defect model", async (name) => {
  const { kind, config, weights, expected, gradients } = await folder(name)
  expect(kind).toBe('roberta-defect')
  const graph = new Graph()
  const loss = classifierLoss(graph, kind, config)
  const feeds = classifierFeeds(kind, singles(expected), config)
  const { logits } = await evaluate(graph, { logits: loss.logits }, weights, feeds)
  expect(greatestDifference(logits, Float32Array.from(expected.logits.flat()))).toBeLessThan(1e-5)
  const actual = await lossAndGradients(graph, loss, weights, feeds)
  expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
  expect(actual.count).toBe(expected.labels.length)
  expect(actual.sum / actual.count).toBeCloseTo(actual.loss, 6)
  expect(actual.names).toHaveLength(weights.size)
  expectGradients(actual, expected.grad_norms, gradients)
})

test('loss and gradients of RobertaForSequenceClassification are its own cross-entropy', async () => {
  const { kind, config, weights, expected, gradients } = await folder('roberta_cls_2')
  if (kind !== 'roberta-defect') throw new Error(`the folder holds a ${kind} model`)
  const graph = new Graph()
  const actual = await lossAndGradients(
    graph,
    classifierLoss(graph, 'roberta-sequence', config),
    weights,
    classifierFeeds('roberta-sequence', singles(expected), config),
  )
  const { loss, grad_norms: norms } = expected.hf_cross_entropy
  expect(actual.loss / loss).toBeCloseTo(1, 5)
  const prefix = 'hf_cross_entropy.'
  const own = [...gradients].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : []))
  expect(own.length).toBeGreaterThan(10)
  expectGradients(actual, norms, new Map(own))
})

test('loss and gradients of a pair of functions are those of the clone model', async () => {
  const { kind, config, weights, expected, gradients } = await folder('codebert_clone')
  expect(kind).toBe('roberta-clone')
  const graph = new Graph()
  const loss = classifierLoss(graph, kind, config)
  const actual = await lossAndGradients(graph, loss, weights, classifierFeeds(kind, pairs(expected), config))
  expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
  expectGradients(actual, expected.grad_norms, gradients)
})

const small = parseRobertaClassifierConfig({
  ...{ vocab_size: 30, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12, num_labels: 1 },
  ...{ max_position_embeddings: 16, initializer_range: 0.3 },
})

test('with dropout the loss that is trained on differs', async () => {
  const weights = initializeClassifier('roberta-defect', small, random(1))
  const feeds = classifierFeeds('roberta-defect', [{ ids: [0, 5, 6, 2], label: 1 }], small)
  const losses = await Promise.all(
    [0, 0.5].map(async (dropout) => {
      const graph = new Graph()
      return (await lossAndGradients(graph, classifierLoss(graph, 'roberta-defect', small, { dropout }), weights, feeds)).loss
    }),
  )
  expect(Math.abs((losses[0] ?? NaN) - (losses[1] ?? NaN))).toBeGreaterThan(1e-3)
})

test.each([2, -1, 0.5])('the label %p is refused', (label) => {
  expect(() => classifierFeeds('roberta-defect', [{ ids: [0, 2], label }], small)).toThrow(
    `example 0 has the label ${label}, expected a whole number from 0 to 1`,
  )
})

test('an input of another kind of classifier is refused', () => {
  expect(() => classifierFeeds('roberta-clone', [{ ids: [0, 2], label: 0 }], small)).toThrow(
    'input 0 has ids, label, expected { first, second } for a roberta-clone model',
  )
})
