import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defectSchema, readRecords, type DefectRecord } from '@codepurify/dataset'
import { silent } from '../progress.js'
import { importedSource } from './sources.js'
import { UsageError } from '../options/usageError.js'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sources-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const devign = importedSource<DefectRecord>('devign', {
  says: 'Devign',
  schema: defectSchema,
  read: ({ id, code, label, split }) => ({ id, code, answer: String(label), split }),
})
const world = (environment: Record<string, string | undefined>) => ({
  ...{ runs: join(folder, 'runs'), environment, progress: silent, signal: new AbortController().signal, looksOnly: false },
})

test('a public set is imported from the folder that CODEPURIFY_DATA names', async () => {
  mkdirSync(join(folder, 'devign'))
  for (const part of ['train', 'valid'])
    writeFileSync(join(folder, 'devign', `${part}.jsonl.gz`), gzipSync(`{"project":"p","target":1,"func":"int ${part};"}\n`))
  const path = await devign.prepare(world({ CODEPURIFY_DATA: folder }))
  expect(path).toBe(join(folder, 'runs', 'datasets', 'imported', 'devign.arrow'))
  const examples = []
  for await (const row of readRecords(path, devign.schema)) examples.push(devign.read(row))
  expect(examples).toEqual([
    { id: 'train-1', code: 'int train;', answer: '1', split: 'train' },
    { id: 'valid-1', code: 'int valid;', answer: '1', split: 'valid' },
  ])
})

test.each([{}, { CODEPURIFY_DATA: '' }])('without the folder the call is wrong: %j', async (environment) => {
  const call = devign.prepare(world(environment))
  await expect(call).rejects.toThrow(UsageError)
  await expect(call).rejects.toThrow('CODEPURIFY_DATA, the folder that holds devign/train.jsonl.gz, devign/valid.jsonl.gz')
})

test('a stopped run stops its import', async () => {
  mkdirSync(join(folder, 'devign'))
  for (const part of ['train', 'valid'])
    writeFileSync(join(folder, 'devign', `${part}.jsonl.gz`), gzipSync(`{"project":"p","target":1,"func":"int ${part};"}\n`))
  const stopped = AbortSignal.abort(new Error('stopped'))
  await expect(devign.prepare({ ...world({ CODEPURIFY_DATA: folder }), signal: stopped })).rejects.toThrow('stopped')
})

test('who only looks is given the file that is there, and makes none', async () => {
  const looking = { ...world({}), looksOnly: true }
  await expect(devign.prepare(looking)).rejects.toThrow(/devign\.arrow: not there\. Run the command without --collect/u)
  const file = join(folder, 'runs', 'datasets', 'imported', 'devign.arrow')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'kept')
  expect(await devign.prepare(looking)).toBe(file)
})
