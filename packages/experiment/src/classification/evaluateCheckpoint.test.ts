import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random } from '@codepurify/metrics'
import { initializeClassifier, parseRobertaClassifierConfig, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { silent } from '../progress.js'
import { UsageError } from '../options/usageError.js'
import type { LabelledRecord } from './answers.js'
import { classifierEvalSchema } from './classifierEvalSchema.js'
import { evaluateCheckpoint, type EvaluateOptions } from './evaluateCheckpoint.js'

const codes = Array.from({ length: 30 }, (_, i) => `int f${i}(int a) {\n  return a + ${i};\n}`)
const tokenizer = trainBytePairEncoding(codes, { vocabularySize: 300 })
const config = parseRobertaClassifierConfig({
  ...{ vocab_size: 300, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12, num_labels: 1 },
  ...{ max_position_embeddings: 66, initializer_range: 0.3 },
})
const context = { progress: silent, now: () => 0, signal: new AbortController().signal }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluation-'))
  const weights = initializeClassifier('roberta-defect', config, random(1))
  await writeCheckpoint(join(folder, 'model'), { config, weights, tokenizer: tokenizer.toJson() })
})
afterEach(() => rm(folder, { recursive: true }))

const options = (): EvaluateOptions => ({
  task: 'defect',
  sequences: 1,
  checkpoint: join(folder, 'model'),
  device: 'cpu',
  threads: 1,
  maximumLength: 12,
  seed: 1,
  data: { config: join(folder, 'model', 'config.json') },
  total: codes.length,
  async *records(onReject): AsyncIterable<LabelledRecord> {
    onReject({ file: 'x', line: 4, reason: 'not JSON' })
    for (const [i, code] of codes.entries()) yield { id: `${i}`, functions: [{ key: `${i}`, code }], label: i % 2 === 0 ? 0 : 1 }
  },
  out: join(folder, 'results', 'eval.json'),
  predictions: join(folder, 'results', 'answers.jsonl'),
})

test('the result fits its schema, is the same again, and agrees with the answers beside it', async () => {
  const result = await evaluateCheckpoint(options(), context)
  expect(classifierEvalSchema.parse(JSON.parse(await readFile(options().out, 'utf8')))).toEqual(result)
  expect(result).toMatchObject({ records: 30, setAside: 1, maximumLength: 12, model: 'roberta-defect' })
  const lines = (await readFile(join(folder, 'results', 'answers.jsonl'), 'utf8')).trim().split('\n')
  const answers = lines.map((line) => JSON.parse(line) as { truth: number; label: number; probability: number; logits: number[] })
  expect(answers).toHaveLength(30)
  expect(result.metrics.accuracy.value).toBeCloseTo(answers.filter(({ truth, label }) => truth === label).length / 30, 12)
  for (const { label, probability, logits } of answers) {
    expect(probability).toBeCloseTo(1 / (1 + Math.exp(-(logits[0] ?? NaN))), 12)
    expect(label).toBe(Number(probability > 0.5))
  }
  expect(result.cut).toBe(codes.filter((code) => tokenizer.encode(code.split(/\s+/).join(' ')).ids.length > 10).length)
  expect(await readFile(join(folder, 'results', 'eval.rejects.jsonl'), 'utf8')).toContain('"line":4')
  expect((await evaluateCheckpoint(options(), context)).metrics).toEqual(result.metrics)
})

test('what cannot be evaluated is refused', async () => {
  await expect(evaluateCheckpoint({ ...options(), sequences: 2 }, context)).rejects.toThrow(
    'holds a roberta-defect model, which reads one function, expected one that reads 2',
  )
  await expect(evaluateCheckpoint({ ...options(), maximumLength: 400 }, context)).rejects.toThrow(UsageError)
  await expect(evaluateCheckpoint({ ...options(), async *records() {} }, context)).rejects.toThrow('no record was left to evaluate')
})

test('what would write over its own input or result is refused before the work', async () => {
  const { checkpoint, out } = options()
  const records = () => {
    throw new Error('the work has begun')
  }
  for (const wrong of [{ out: join(checkpoint, 'config.json') }, { predictions: out }, { out: folder }])
    await expect(evaluateCheckpoint({ ...options(), records, ...wrong }, context)).rejects.toThrow(UsageError)
})
