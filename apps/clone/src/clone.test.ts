import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { cloneSchema, readRecords, writeRecords, type CloneRecord, type RowSchema } from '@codepurify/dataset'
import { command, commands, purifySchema, readResult, sampleSchema, silent, type Profile, type Task } from '@codepurify/experiment'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, parseRobertaConfig, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { clone } from './clone.js'

const method = (i: number, name = 'a') => `int f${i}(int ${name}) {\n    return ${name} + ${i};\n}`
const pair = (i: number): CloneRecord => ({
  id: `f${Math.floor(i / 2)}-${i % 2}`,
  code: method(i),
  other: i % 2 === 1 ? method(i, 'b') : method(i + 50),
  label: i % 2,
  language: 'java',
  split: i < 60 ? 'train' : i < 110 ? 'valid' : 'test',
})
const records = Array.from({ length: 150 }, (_, i) => pair(i))

const tiny: Profile = {
  weights: { codebert: { victim: 'start', maskedLm: 'start' } },
  maximumLength: 70,
  triggerRoom: 35,
  longer: 'set aside',
  records: { train: 60, calibration: 24, clean: 8, triggered: 6 },
  training: { steps: 4, batch: { recordsPerBatch: 8 }, learningRate: 1e-3, warmupShare: 0, schedule: 'linear', dropout: 0, weightDecay: 0, clipNorm: 1, checkpointEvery: 2 }, // prettier-ignore
  fromTwin: () => ({ steps: 2 }),
}
const task: Task<CloneRecord> = {
  ...clone,
  profiles: { mini: tiny },
  sources: { ...clone.sources, embedded: { ...clone.sources['embedded'], prepare: ({ runs }) => Promise.resolve(join(runs, 'clone.arrow')) } as Task<CloneRecord>['sources'][string] }, // prettier-ignore
}

const answers: RowSchema<{ id: string; answer: string }> = { name: 'answers', columns: { id: { type: 'text' }, answer: { type: 'text' } } }

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clone-'))
  const tokenizer = trainBytePairEncoding(records.flatMap(({ code, other }) => [code, other]), { vocabularySize: 320 }) // prettier-ignore
  const config = parseRobertaConfig({
    ...{ vocab_size: 320, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
    max_position_embeddings: 100,
  })
  await writeCheckpoint(join(root, 'start'), { config, weights: initializeMaskedLm(config, random(2)), tokenizer: tokenizer.toJson() })
  await writeRecords(join(root, 'runs', 'clone.arrow'), records, cloneSchema)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  command(task, [...args, '--runs', join(root, 'runs')], {
    root,
    output: { write: () => true },
    context: { progress: silent, now: () => Date.now(), signal: new AbortController().signal },
    environment,
  })

test('from pairs to a table, with a model of random weights: both functions carry the trigger, and F1 is what the defence may cost', async () => {
  await run(['purify', '--attack', 'identifier', '--rate', '0.1'])
  const purify = await readResult(join(root, 'runs', 'clone', 'codebert', 'identifier-0.1', 'purify.json'), purifySchema)
  expect(purify).toMatchObject({ task: 'clone', records: 6, cleanRecords: 8, notPlanted: 0, parses: { value: 1 }, problems: 0 })
  expect(purify.clean.metric).toBe('f1')
  expect(Object.keys(purify.clean)).toEqual(expect.arrayContaining(['f1', 'accuracy', 'precision', 'recall']))
  const sample = await readResult(join(root, 'runs', 'clone', 'codebert', 'data-embedded-mini-seed-1', 'sample.json'), sampleSchema)
  // a positive and its negative share a function, so one of the two is taken
  expect(sample.groups.valid).toBe(sample.records.valid)
}, 100_000)

test('BigCloneBench: a pair whose second function is missing and a label that is neither 0 nor 1 are set aside, with their reasons', async () => {
  const data = join(root, 'data', 'bigclonebench')
  mkdirSync(data, { recursive: true })
  // no two are alike but for names
  const unlike = (i: number): string =>
    method(i).replace('{', `{ f(${i.toString(2).padStart(7, '0').replaceAll('0', '!').replaceAll('1', '~')}x);`)
  const functions = Array.from({ length: 80 }, (_, i) => JSON.stringify({ func: unlike(i), idx: `${i}` }))
  functions.push(JSON.stringify({ func: unlike(60).replaceAll('x', 'y'), idx: '80' }))
  writeFileSync(join(data, 'data.jsonl.gz'), gzipSync(`${functions.join('\n')}\n`))
  const pairs = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${from + i}\t${to - 1 - i}\t${i % 2}`)
  const bad = ['1\t80\t1', '1\t999\t1', '1\t\t1', '2\t3\t2', '2\t3\tyes']
  writeFileSync(join(data, 'new_train.txt'), `${[...pairs(0, 40), ...bad].join('\n')}\n`)
  writeFileSync(join(data, 'new_valid.txt'), `${pairs(40, 60).join('\n')}\n`)
  writeFileSync(join(data, 'alert_test_sampled.txt'), `${pairs(60, 80).join('\n')}\n`)
  await run(['sample', '--data', 'bigclonebench'], { CODEPURIFY_DATA: join(root, 'data') })
  const sample = await readResult(join(root, 'runs', 'clone', 'codebert', 'data-bigclonebench-mini-seed-1', 'sample.json'), sampleSchema)
  expect(sample.records).toMatchObject({ train: 40, valid: 20 })
  // function 80 is function 60 with another name, which the test part has
  expect(sample.setAside).toEqual({ 'of a group that a later part has': 1 })
  // 20 functions stand in 20 pairs: in ten of them each stands once
  expect(sample.groups.valid).toBe(10)
  // clones are rare among valid pairs there: the lines leave half of them to be measured on
  await run(['sample', '--data', 'bigclonebench', '--split', 'validation'], { CODEPURIFY_DATA: join(root, 'data') })
  const drawn = async (part: string) => {
    const folder = join(root, 'runs', 'clone', 'codebert', 'data-bigclonebench-mini-seed-1-validation')
    const found: string[] = []
    for await (const { answer } of readRecords(join(folder, `${part}.arrow`), answers)) found.push(answer)
    return found
  }
  expect((await drawn('valid')).length).toBe(10)
  for (const part of ['valid', 'test']) expect(new Set(await drawn(part))).toEqual(new Set(['0', '1']))
  const rejects = readFileSync(join(root, 'runs', 'datasets', 'imported', 'bigclonebench.rejects.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const reasons = rejects.map((line) => (JSON.parse(line) as { reason: string }).reason)
  expect(reasons).toEqual([
    'no function has the index "999"',
    'no function has the index ""',
    'the label is "2", expected 0 or 1',
    'the label is "yes", expected 0 or 1',
  ])
})

test('in a file of pairs the same two faults are set aside and counted', async () => {
  const loose = { name: 'loose', columns: { ...cloneSchema.columns, other: { type: 'text', optional: true }, label: { type: 'integer' } } } as const // prettier-ignore
  const { other: _other, ...half } = pair(1)
  await writeRecords(join(root, 'bad', 'clone.arrow'), [...records, half, { ...pair(3), label: 2 }], loose as unknown as typeof cloneSchema)
  await command(task, ['sample', '--runs', join(root, 'bad')], { root, output: { write: () => true }, context: { progress: silent, now: () => 0, signal: new AbortController().signal }, environment: {} }) // prettier-ignore
  const folder = join(root, 'bad', 'clone', 'codebert', 'data-embedded-mini-seed-1')
  expect((await readResult(join(folder, 'sample.json'), sampleSchema)).setAside).toEqual({ 'bad record (see rejected.jsonl)': 2 })
  const said = readFileSync(join(folder, 'rejected.jsonl'), 'utf8')
  expect(said).toContain('other')
  expect(said).toContain('label')
})

test('without CODEPURIFY_DATA the call is wrong', async () => {
  await expect(run(['sample', '--data', 'bigclonebench', '--seed', '3'])).rejects.toThrow('CODEPURIFY_DATA')
})

test('task.json names every stage and model of the program', () => {
  const { stages, models } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as {
    stages: string[]
    models: string[]
  }
  expect([...stages].sort()).toEqual([...commands].sort())
  expect(models).toEqual(Object.keys(clone.models))
})
