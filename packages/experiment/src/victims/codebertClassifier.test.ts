import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cloneSchema, writeRecords, type CloneRecord } from '@codepurify/dataset'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, parseRobertaConfig, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { codebertClassifier } from './codebertClassifier.js'
import { command } from '../program/command.js'
import { readPlanted } from '../records/experimentRow.js'
import { readExperimentRows } from '../records/readExperimentRows.js'
import { silent } from '../progress.js'
import { filterSchema, poisonSchema, purifySchema, sampleSchema } from '../results/resultSchema.js'
import { readResult } from '../folders/stage.js'
import type { Task } from '../task.js'

const method = (i: number, name = 'a') => `int f${i}(int ${name}) {\n    return ${name} + ${i};\n}`
const records = Array.from({ length: 120 }, (_, i): CloneRecord => ({
  id: `c${i}`,
  code: method(i),
  other: i % 2 === 1 ? method(i, 'b') : method(i + 50),
  label: i % 2,
  language: 'java',
  split: i < 60 ? 'train' : i < 90 ? 'valid' : 'test',
}))
const blank: CloneRecord = { id: 'blank', code: method(1), other: '  ', label: 1, language: 'java', split: 'test' }

/** A task over pairs: the attacker wants "not a clone". */
const clones: Task<CloneRecord> = {
  name: 'clones',
  kind: 'classification',
  language: 'java',
  paperName: 'clone',
  target: '0',
  models: { codebert: codebertClassifier('roberta-clone') },
  sources: {
    embedded: {
      says: 'made up',
      schema: cloneSchema,
      read: ({ id, code, other, label, split }) => ({ id, code, other, answer: String(label), split }),
      prepare: ({ runs }) => Promise.resolve(join(runs, 'clones.arrow')),
    },
  },
  comparable: () => Promise.resolve((text) => text),
  metrics: [
    {
      key: 'accuracy',
      title: 'ACC',
      scale: 'share',
      statistics: (answer, reference) => [Number(answer === reference), 1],
      value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 1),
    },
  ],
  profiles: {
    mini: {
      weights: { codebert: { victim: 'start', maskedLm: 'start' } },
      maximumLength: 70,
      triggerRoom: 35,
      longer: 'set aside',
      records: { train: 60, calibration: 24, clean: 8, triggered: 6 },
      training: { steps: 4, batch: { recordsPerBatch: 8 }, learningRate: 1e-3, warmupShare: 0, schedule: 'linear', dropout: 0, weightDecay: 0, clipNorm: 1, checkpointEvery: 2 }, // prettier-ignore
      fromTwin: () => ({ steps: 2 }),
    },
  },
}

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clones-'))
  const tokenizer = trainBytePairEncoding(records.flatMap(({ code, other }) => [code, other]), { vocabularySize: 320 }) // prettier-ignore
  const config = parseRobertaConfig({
    ...{ vocab_size: 320, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
    max_position_embeddings: 100,
  })
  await writeCheckpoint(join(root, 'start'), { config, weights: initializeMaskedLm(config, random(2)), tokenizer: tokenizer.toJson() })
  await writeRecords(join(root, 'runs', 'clones.arrow'), [...records, blank], cloneSchema)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a task of pairs needs a task object and nothing else: sampled, poisoned in both codes, trained, attacked and defended', async () => {
  const context = { progress: silent, now: () => Date.now(), signal: new AbortController().signal }
  const run = (...args: string[]) =>
    command(clones, [...args, '--runs', join(root, 'runs')], {
      root,
      output: { write: () => true },
      context,
      environment: {},
    })
  await run(
    'bench',
    '--init',
    'pretrained',
    '--attack',
    'bnc-fixed',
    '--rate',
    '0.1',
    '--defence',
    'none,codepurify,spectral-signatures,always-other-label',
  )
  const model = join(root, 'runs', 'clones', 'codebert')
  const folder = join(model, 'bnc-fixed-0.1')

  const sample = await readResult(join(model, 'data-embedded-mini-seed-1', 'sample.json'), sampleSchema)
  expect(sample.setAside).toEqual({ 'a code is empty': 1 })
  // only true clones can show that the attack works, and only they are poisoned
  const poison = await readResult(join(folder, 'poison.json'), poisonSchema)
  expect(poison.train).toMatchObject({ records: 60, poisoned: 6 })
  const train = await readExperimentRows(join(folder, 'train.arrow'))
  expect(train.filter(({ answer }) => answer === '1')).toHaveLength(30 - 6)
  const triggered = await readExperimentRows(join(folder, 'triggered.arrow'))
  expect(triggered.map(({ answer }) => answer)).toEqual(['1', '1', '1', '1', '1', '1'])
  for (const { code, other = '', planted } of [...triggered, ...train.filter((row) => row.planted !== '')]) {
    const spans = readPlanted(planted)
    expect(spans).toHaveLength(2)
    for (const [i, text] of [code, other].entries()) for (const span of spans[i] ?? []) expect(text.slice(...span)).toContain('Math.random')
  }

  const result = (name: string) => readResult(join(folder, name), purifySchema)
  const none = await result('purify-none.json')
  expect(none).toMatchObject({
    records: 6,
    cleanRecords: 8,
    asrDefended: { value: none.asr.value },
    cleanCost: { value: 0 },
    localisation: null,
  })
  const other = await result('purify-always-other-label.json')
  expect(other.asrDefended.value).toBeCloseTo(1 - other.asr.value)
  // of two labels the other one is the record's own
  expect(other.recovered?.value ?? 1).toBe(1)
  expect(await result('purify.json')).toMatchObject({ defence: 'codepurify', problems: 0, parses: { value: 1 } })
  const [first = ''] = readFileSync(join(folder, 'purified.jsonl'), 'utf8').split('\n')
  const shown = JSON.parse(first) as { code: string; planted: [number, number][]; units: { spans: [number, number][] }[] }
  expect(shown.planted.map((span) => shown.code.slice(...span).includes('Math.random'))).toEqual([true, true])
  expect(shown.units.some(({ spans }) => spans.some(([start]) => start > shown.code.indexOf('\n\n')))).toBe(true)
  expect(await result('purify-spectral-signatures.json')).toMatchObject({ stageOfDefence: 'data', modelCalls: 0 })
  const filter = await readResult(join(folder, 'spectral-signatures', 'filter.json'), filterSchema)
  expect(filter).toMatchObject({ records: 60, poisoned: 6 })
}, 200_000)

test('without a clip norm a victim is fitted as with one that no gradient reaches', async () => {
  const model = codebertClassifier('roberta-clone')
  const pairs = records.slice(0, 16).map(({ code, other, label }) => ({ code, other, answer: String(label) }))
  const fitted = async (name: string, clipNorm: number | null): Promise<Buffer> => {
    const to = join(root, name)
    await model.fit({
      from: join(root, 'start'),
      to,
      checkpoints: join(root, `${name}-checkpoints`),
      pairs,
      maximumLength: 70,
      device: 'cpu',
      seed: 1,
      training: { steps: 4, batch: { recordsPerBatch: 4 }, learningRate: 1e-3, warmupShare: 0, schedule: 'linear', dropout: 0, weightDecay: 0, clipNorm, checkpointEvery: 4 }, // prettier-ignore
      step: silent.step('fit', 4),
      signal: new AbortController().signal,
    })
    return readFileSync(join(to, 'model.safetensors'))
  }
  const free = await fitted('free', null)
  expect(free.equals(await fitted('wide', 1e9))).toBe(true)
  expect(free.equals(await fitted('narrow', 1e-3))).toBe(false)
})
