import { readFile } from 'node:fs/promises'
import { Graph } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { Classifier } from '../classifier/classifier.js'
import { classifierLoss } from '../classifier/classifierLoss.js'
import { classifierFeeds } from '../classifier/examples.js'
import { initializeClassifier } from '../classifier/initializeClassifier.js'
import { readClassifier } from '../classifier/readClassifier.js'
import { expectGradients, folderOf, greatestDifference, lossAndGradients } from '../testing/golden.js'
import { floatTensors } from '../testing/goldenT5.js'

interface Expected {
  readonly input_ids: number[][]
  readonly labels: number[]
  readonly loss: number
  readonly prob: number[][]
  readonly logits?: number[][]
  readonly grad_norms: Record<string, number>
  readonly importance?: readonly { readonly ids: number[][]; readonly probability?: number[]; readonly scores?: number[] }[]
  readonly max_source_length: number
}

async function load(name: string) {
  const folder = folderOf(name)
  const expected = JSON.parse(await readFile(`${folder}expected.json`, 'utf8')) as Expected
  const json: unknown = JSON.parse(await readFile(`${folder}config.json`, 'utf8'))
  const found = readClassifier(json, await floatTensors(`${folder}model.safetensors`), name)
  const tensors = await floatTensors(`${folder}tensors.safetensors`)
  const { max_source_length: half } = expected
  const real = (ids: readonly number[]): number[] => ids.filter((id) => id !== 0)
  const examples = expected.input_ids.map((ids, i) => {
    const label = expected.labels[i] ?? NaN
    return name === 'codet5_defect' ? { ids: real(ids), label } : { first: real(ids.slice(0, half)), second: real(ids.slice(half)), label }
  })
  return { ...found, expected, examples, vectors: tensors.get('vec')?.data, gradients: await floatTensors(`${folder}grads.safetensors`) }
}

describe.each([
  ['codet5_defect', 't5-defect'],
  ['codet5_clone', 't5-clone'],
] as const)('%s', (name, expectedKind) => {
  const folder = load(name)

  test('vectors, probabilities and labels are the official ones, whatever shares the batch', async () => {
    const { kind, config, weights, expected, examples, vectors } = await folder
    expect(kind).toBe(expectedKind)
    const model = await Classifier.create({ kind, config, weights, threads: 1 })
    const found = await model.representations(examples)
    expect(greatestDifference(Float32Array.from(found.flatMap((row) => [...row])), vectors ?? new Float32Array(0))).toBeLessThan(1e-4)
    for (const tokenBudget of [2048, 40]) {
      const answers = await model.classify(examples, { tokenBudget })
      answers.forEach(({ label, probability, probabilities, logits }, i) => {
        expect(probabilities).toEqual(expected.prob[i]?.map((p) => expect.closeTo(p, 4) as number))
        expect(probability).toBe(probabilities[1])
        expect(label).toBe(Number(probability > 0.5))
        if (expected.logits) expect(logits).toEqual(expected.logits[i]?.map((logit) => expect.closeTo(logit, 4) as number))
      })
    }
    await model.release()
  })

  test('loss and every gradient', async () => {
    const { kind, config, weights, expected, examples, gradients } = await folder
    const graph = new Graph()
    const actual = await lossAndGradients(graph, classifierLoss(graph, kind, config), weights, classifierFeeds(kind, examples, config))
    expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
    expect(actual.names).toHaveLength(weights.size)
    expect(Object.keys(expected.grad_norms)).toHaveLength(weights.size)
    expectGradients(actual, expected.grad_norms, gradients)
  })
})

test("the official importance of codet5_defect's variants", async () => {
  const { kind, config, weights, expected } = await load('codet5_defect')
  const model = await Classifier.create({ kind, config, weights, threads: 1 })
  expect(expected.importance?.length).toBeGreaterThan(0)
  for (const { ids, scores } of expected.importance ?? []) {
    const answers = await model.classify(ids.map((row) => ({ ids: row.filter((id) => id !== 0) })))
    const original = answers[0]?.probability ?? NaN
    expect(answers.map(({ probability }) => Math.abs(probability - original))).toEqual(
      scores?.map((score) => expect.closeTo(score, 5) as number),
    )
  }
  await model.release()
})

test('a sequence without an end is refused, and fresh heads start as PyTorch starts them', async () => {
  const { config } = await load('codet5_defect')
  if (!('d_model' in config)) throw new Error('not a T5')
  const weights = initializeClassifier('t5-defect', config, random(1))
  const head = weights.get('classifier.weight')?.data ?? new Float32Array(0)
  expect(Math.max(...head.map(Math.abs))).toBeLessThanOrEqual(1 / 8)
  expect(Math.max(...head.map(Math.abs))).toBeGreaterThan(0.9 / 8)
  const model = await Classifier.create({ kind: 't5-defect', config, weights, threads: 1 })
  await expect(model.classify([{ ids: [1, 5, 2] }, { ids: [1, 5] }])).rejects.toThrow('sequence 1: no id 2 (the end), expected one')
  await model.release()
})
