import { readFile } from 'node:fs/promises'
import { random } from '@codepurify/metrics'
import type { Weights } from '@codepurify/graph'
import { readSafetensors } from '../checkpoint/readSafetensors.js'
import { golden, greatestDifference } from '../testing/golden.js'
import { Classifier } from './classifier.js'
import { parseRobertaClassifierConfig } from './classifierConfig.js'
import { initializeClassifier } from './initializeClassifier.js'
import { classifierKinds, rulesOf } from './kinds.js'
import { readClassifier } from './readClassifier.js'

interface Expected {
  readonly input_ids: number[][]
  readonly logits: number[][]
  readonly prob: number[][]
  readonly max_source_length: number
}

async function open(name: string) {
  const { folder, expected, tensor } = await golden<Expected>(name)
  const { tensors } = await readSafetensors(`${folder}model.safetensors`)
  const weights: Weights = new Map(
    [...tensors].flatMap(([key, { shape, data }]) => (data instanceof Float32Array ? [[key, { shape, data }] as const] : [])),
  )
  const found = readClassifier(JSON.parse(await readFile(`${folder}config.json`, 'utf8')), weights, folder)
  return { model: await Classifier.create({ ...found, threads: 1 }), expected, tensor }
}

const withoutPadding = (ids: readonly number[]): number[] => ids.filter((id) => id !== 1)

test.each(['roberta_cls_1', 'roberta_cls_2'])(
  '%s: logits and probabilities are the official ones, whatever shares the batch',
  async (name) => {
    const { model, expected, tensor } = await open(name)
    const inputs = expected.input_ids.map((ids) => ({ ids: withoutPadding(ids) }))
    for (const tokenBudget of [2048, 16]) {
      const answers = await model.classify(inputs, { tokenBudget })
      answers.forEach(({ label, probability, probabilities, logits }, i) => {
        expect(logits).toEqual(expected.logits[i]?.map((logit) => expect.closeTo(logit, 4) as number))
        expect(probability).toBeCloseTo(expected.prob[i]?.[0] ?? NaN, 5)
        expect(probabilities).toEqual([1 - probability, probability])
        expect(label).toBe(Number(probability > 0.5))
      })
    }
    const states = await tensor('tensors', 'last_hidden_state')
    const [first] = await model.representations(inputs.slice(0, 1))
    expect(greatestDifference(first ?? new Float32Array(0), states.slice(0, 64))).toBeLessThan(1e-4)
    await model.release()
    await expect(model.classify(inputs)).rejects.toThrow('this model has been released')
  },
)

test('codebert_clone: each function is encoded apart and only once, and the answers are the official ones', async () => {
  const { model, expected, tensor } = await open('codebert_clone')
  const half = expected.max_source_length
  const inputs = expected.input_ids.map((ids) => ({ first: withoutPadding(ids.slice(0, half)), second: withoutPadding(ids.slice(half)) }))
  const seen: number[][] = []
  const answers = await model.classify([...inputs, ...inputs], { onProgress: (...progress) => seen.push(progress) })
  expect(seen.at(-1)).toEqual([6, 6])
  answers.forEach(({ label, probability, probabilities }, i) => {
    expect(probabilities).toEqual(expected.prob[i % 3]?.map((p) => expect.closeTo(p, 5) as number))
    expect(probability).toBe(probabilities[1])
    expect(label).toBe(Number((probabilities[1] ?? NaN) > 0.5))
  })
  const [first] = await model.representations(inputs)
  expect(greatestDifference(first ?? new Float32Array(0), (await tensor('tensors', 'cls')).slice(0, 128))).toBeLessThan(1e-4)
  await model.release()
})

const config = parseRobertaClassifierConfig({
  ...{ vocab_size: 30, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12, num_labels: 3 },
  ...{ max_position_embeddings: 12, initializer_range: 0.3 },
})

test('three classes: the likeliest is the label, and the probabilities add up to 1', async () => {
  const weights = initializeClassifier('roberta-sequence', config, random(3))
  const model = await Classifier.create({ kind: 'roberta-sequence', config, weights, threads: 1 })
  const answers = await model.classify([{ ids: [0, 7, 2] }, { ids: [0, 9, 9, 4, 2] }])
  for (const { label, probabilities, logits } of answers) {
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    expect(logits[label]).toBe(Math.max(...logits))
    expect(probabilities).toHaveLength(3)
  }
  expect(await model.classify([])).toEqual([])
  await expect(model.classify([{ ids: [0, 30, 2] }, { ids: new Array<number>(11).fill(4) }])).rejects.toThrow(
    /sequence 0 has id 30 at place 1, expected whole numbers from 0 to 29\n {2}sequence 1 has 11 ids, expected at most 10/,
  )
  await expect(model.classify([{ first: [0, 2], second: [0, 2] }])).rejects.toThrow('input 0 has first, second, expected { ids }')
  await model.release()
})

test('weights that do not fit the config are listed', async () => {
  const weights = new Map(initializeClassifier('roberta-defect', config, random(3)))
  weights.delete('classifier.dense.bias')
  await expect(Classifier.create({ kind: 'roberta-defect', config: { ...config, num_labels: 1 }, weights })).rejects.toThrow(
    /3 of its tensors do not fit[^]*missing: classifier\.dense\.bias \[8\][^]*misshapen: classifier\.out_proj\.weight is \[3, 8\], expected \[1, 8\]/,
  )
})

test('an unknown kind is answered with the known ones', () => {
  expect(() => rulesOf('roberta-clones' as 'roberta-clone')).toThrow(
    `No kind of classifier "roberta-clones". Known kinds: ${classifierKinds.join(', ')}`,
  )
})
