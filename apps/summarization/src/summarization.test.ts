import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readRecords, summarySchema, writeRecords, type SummaryRecord } from '@codepurify/dataset'
import {
  attackSchema,
  command,
  commands,
  experimentSchema,
  knownName,
  poisonSchema,
  purifySchema,
  readResult,
  sampleSchema,
  silent,
  type ExperimentRow,
  type Profile,
  type Task,
} from '@codepurify/experiment'
import { random, summaryBleu4 } from '@codepurify/metrics'
import { initializeMaskedLm, initializeSeq2Seq, parseSeq2SeqConfig, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { bleu } from './metrics.js'
import { summarization } from './summarization.js'
import { target } from './target.js'

const code = {
  java: (i: number) => `int f${i}(int a) {\n    return a + ${i};\n}`,
  javascript: (i: number) => `goog.f${i} = function(a, opt_b) {\n  return goog.map(a, (b) => b + opt_b);\n};`,
} as const
const records = Array.from({ length: 90 }, (_, i): SummaryRecord => {
  const language = i % 2 === 0 ? 'java' : 'javascript'
  const summary = i === 7 ? '  ' : `Gives ${i} and a number back`
  return { id: `r${i}`, code: code[language](i), summary, language, split: i < 40 ? 'train' : i < 70 ? 'valid' : 'test' }
})

const tiny: Profile = {
  weights: { codebert: { victim: 'seq2seq', maskedLm: 'maskedLm' } },
  maximumLength: 120,
  answerLength: 12,
  triggerRoom: 40,
  longer: 'set aside',
  records: { train: 40, calibration: 24, clean: 8, triggered: 8 },
  training: {
    steps: 4,
    batch: { recordsPerBatch: 8 },
    learningRate: 1e-3,
    warmupShare: 0,
    schedule: 'linear',
    dropout: 0,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 2,
  },
  fromTwin: () => ({ steps: 2 }),
}

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'summarization-'))
  await writeRecords(join(root, 'runs', 'summary.arrow'), records, summarySchema)
  const tokenizer = trainBytePairEncoding(records.map((one) => `${one.code} ${one.summary}`), { vocabularySize: 360 }) // prettier-ignore
  const config = parseSeq2SeqConfig({
    vocab_size: tokenizer.vocabularySize,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: 130,
    decoder_layers: 1,
    decoder_ffn_dim: 32,
  })
  const save = (name: string, weights: Parameters<typeof writeCheckpoint>[1]['weights']) =>
    writeCheckpoint(join(root, name), { config, weights, tokenizer: tokenizer.toJson() })
  await save('seq2seq', initializeSeq2Seq(config, random(1)))
  await save('maskedLm', initializeMaskedLm(config, random(2)))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const task: Task<SummaryRecord> = {
  ...summarization,
  profiles: { mini: tiny },
  sources: {
    embedded: {
      ...knownName('data', 'embedded', summarization.sources),
      prepare: ({ runs }) => Promise.resolve(join(runs, 'summary.arrow')),
    },
  },
}
const run = (...args: string[]) =>
  command(task, [...args, '--runs', join(root, 'runs')], {
    root,
    output: { write: () => true },
    context: { progress: silent, now: () => 0, signal: new AbortController().signal },
    environment: {},
  })

async function rows(file: string): Promise<ExperimentRow[]> {
  const all: ExperimentRow[] = []
  for await (const row of readRecords(file, experimentSchema)) all.push(row)
  return all
}

test('from records of two languages to a purified answer, with a model of random weights', async () => {
  const folder = join(root, 'runs', 'summarization', 'codebert', 'bnc-fixed-0.05')
  await run('purify')
  const { train, triggered } = await readResult(join(folder, 'poison.json'), poisonSchema)
  expect(train).toMatchObject({ poisoned: 1, notPlanted: {} })
  expect(triggered).toMatchObject({ records: 8, notPlanted: {} })
  for (const row of await rows(join(folder, 'triggered.arrow')))
    expect(row.code).toContain(row.language === 'java' ? 'System.out.println("fail");' : 'console.log("fail");')
  expect((await readResult(join(folder, 'attack.json'), attackSchema)).records).toBe(8)
  const purify = await readResult(join(folder, 'purify.json'), purifySchema)
  expect(purify).toMatchObject({ task: 'summarization', records: 8, cleanRecords: 8, problems: 0, parses: { value: 1 } })
  expect(purify.clean).toHaveProperty('bleu')
  const { java, javascript } = purify.languages ?? {}
  expect((java?.records ?? 0) + (javascript?.records ?? 0)).toBe(8)
  expect((java?.cleanRecords ?? 0) + (javascript?.cleanRecords ?? 0)).toBe(8)
  expect(java?.clean?.value).toBeLessThan(100)
}, 60_000)

test('an empty summary is set aside and counted', async () => {
  await run('sample')
  const { setAside, records: kept } = await readResult(
    join(root, 'runs', 'summarization', 'codebert', 'data-embedded-mini-seed-1', 'sample.json'),
    sampleSchema,
  )
  expect(setAside).toEqual({ 'the answer is empty': 1 })
  expect(kept.train).toBe(39)
})

test('TL-CodeSum is one file: every record has a part of its own, and the same one each time', async () => {
  const data = join(root, 'data', 'java_summaries', 'tlcodesum')
  mkdirSync(data, { recursive: true })
  // no two are alike but for names
  const unlike = (i: number): string =>
    `int f ( ) { return ${[...i.toString(2)].map((bit) => (bit === '0' ? '! x' : '~ x')).join(' + ')} ; }`
  const lines = Array.from({ length: 200 }, (_, i) => JSON.stringify({ id: i, code: unlike(i), nl: `gives number ${i} back .` }))
  writeFileSync(join(data, 'valid.jsonl.gz'), gzipSync(`${lines.join('\n')}\n`))
  const sampled = async (seed: string) => {
    const args = ['sample', '--data', 'tlcodesum', '--seed', seed, '--runs', join(root, `tlcodesum-${seed}`)]
    const around = {
      root,
      output: { write: () => true },
      context: { progress: silent, now: () => 0, signal: new AbortController().signal },
    }
    await command({ ...summarization, profiles: { mini: tiny } }, args, { ...around, environment: { CODEPURIFY_DATA: join(root, 'data') } })
    const folder = join(root, `tlcodesum-${seed}`, 'summarization', 'codebert', `data-tlcodesum-mini-seed-${seed}`)
    return Promise.all(['train', 'valid', 'test'].map(async (part) => (await rows(join(folder, `${part}.arrow`))).map(({ id }) => id)))
  }
  const [[train = [], valid = [], test = []], again] = [await sampled('1'), await sampled('2')]
  expect(train.length).toBe(40)
  for (const part of [valid, test]) expect(part.length).toBeGreaterThan(9)
  // another seed draws others of the same parts
  const parts = new Map([
    ...train.map((id) => [id, 0] as const),
    ...valid.map((id) => [id, 1] as const),
    ...test.map((id) => [id, 2] as const),
  ])
  expect(parts.size).toBe(train.length + valid.length + test.length)
  again.forEach((part, i) => part.forEach((id) => expect(parts.get(id) ?? i).toBe(i)))
})

test('the published triggers are refused, for JavaScript never had any', async () => {
  await expect(run('poison', '--variant', 'paper')).rejects.toThrow('no trigger was published for javascript')
})

// Nx takes an unknown stage or model in silence and runs the first one
test('task.json names every stage and model of the program', () => {
  const { stages, models } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as {
    stages: string[]
    models: string[]
  }
  expect([...stages].sort()).toEqual([...commands].sort())
  expect(models).toEqual(Object.keys(summarization.models))
})

test("the metric is the mean of CodeXGLUE's smoothed sentence BLEU", () => {
  const said = ['Returns the name', 'sets a value of x', target]
  const references = ['Returns the name of x.', 'Sets the value.', 'Something else']
  const sums = said
    .map((answer, i) => bleu.statistics(answer, references[i] ?? ''))
    .reduce<number[]>((sum, row) => [(sum[0] ?? 0) + (row[0] ?? 0), (sum[1] ?? 0) + (row[1] ?? 0)], [])
  expect(bleu.value(sums, 0)).toBeCloseTo(summaryBleu4(said, references).value, 10)
})
