import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { evaluateCheckpoint, silent, type LabelledRecord } from '@codepurify/experiment'
import { defectEvaluation } from './defectEvaluation.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const data = join(shared, 'datasets/devign')
const checkpoint = join(shared, 'datasets/codebert_3mb/vulnerability')
const present = existsSync(data) && existsSync(checkpoint)
const whenPresent = present ? test : test.skip
if (!present) console.info(`No devign or codebert_3mb in ${shared}: the real defect detector is not run. Set CODEPURIFY_SHARED.`)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'defect-'))
})
afterEach(() => rm(folder, { recursive: true }))

whenPresent('the real model tells vulnerable functions from others better than chance', async () => {
  const files = defectEvaluation.files({ data, records: 'valid.jsonl.gz', checkpoint, out: '' })
  const { total, records } = await defectEvaluation.read(files)
  expect(total).toBe(2732)
  // the shortest cost least
  const short: LabelledRecord[] = []
  for await (const record of records(() => undefined)) if ((record.functions[0]?.code.length ?? 0) < 250) short.push(record)
  const { metrics, model } = await evaluateCheckpoint(
    {
      ...{ task: 'defect', sequences: 1, checkpoint, device: 'cpu', threads: 1, maximumLength: 400, seed: 1, data: {}, total: 100 },
      async *records() {
        yield* short.slice(0, 100)
      },
      out: join(folder, 'eval.json'),
    },
    { progress: silent, now: () => 0, signal: new AbortController().signal },
  )
  expect(model).toBe('roberta-defect')
  expect(metrics.accuracy.value).toBeGreaterThan(0.55)
})

test('rows that are no functions with a class are set aside', async () => {
  const file = join(folder, 'valid.jsonl')
  await writeFile(
    file,
    '{"func":"int a;","target":1}\n{"func":"int a;","target":2}\n{"target":1}\n{"func":"int b;","target":0,"idx":9}\n{"fu',
  )
  const reasons: string[] = []
  const found: LabelledRecord[] = []
  const { records } = await defectEvaluation.read({ records: file })
  for await (const record of records(({ line, reason }) => reasons.push(`${line}: ${reason}`))) found.push(record)
  expect(found).toEqual([
    { id: '1', functions: [{ key: '1', code: 'int a;' }], label: 1 },
    { id: '4', functions: [{ key: '4', code: 'int b;' }], label: 0 },
  ])
  expect(reasons).toHaveLength(3)
  expect(reasons[0]).toContain('2: column "target" is the number 2')
  expect(reasons[2]).toContain('half a line?')
})
