import { cloneSchema, lockFolder, readRecords, type Reject, type RepairRecord, repairSchema, type RowSchema } from '@codepurify/dataset'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { importDataset, publicSet } from './importDataset.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, lines: readonly (object | string)[]): void {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') + '\n'
  mkdirSync(dirname(join(folder, 'in', path)), { recursive: true })
  writeFileSync(join(folder, 'in', path), path.endsWith('.gz') ? gzipSync(text) : text)
}

async function all<T>(path: string, schema: RowSchema<T>): Promise<T[]> {
  const rows = []
  for await (const row of readRecords(path, schema)) rows.push(row)
  return rows
}

const run = (name: string) => importDataset({ name, from: join(folder, 'in'), folder: join(folder, 'out') })

test('Bugs2Fix: both parts, with ids by line; bad rows in the reject file; a second import returns at once', async () => {
  put('bugs2fix_small/train.jsonl.gz', [
    { buggy: 'int f() {}', fixed: 'int g() {}' },
    { buggy: 'int f() {}' },
    '{"buggy":',
    { buggy: ' ', fixed: 'a' },
    { buggy: 'b', fixed: 'c' },
  ])
  put('bugs2fix_small/valid.jsonl.gz', [{ buggy: 'd', fixed: 'e' }])
  const summary = await run('bugs2fix_small')
  expect(summary).toMatchObject({ task: 'repair', imported: true, splits: { train: 2, valid: 1 }, rejects: 3, file: { records: 3 } })
  const expected: RepairRecord[] = [
    { id: 'train-1', code: 'int f() {}', fixed: 'int g() {}', language: 'java', split: 'train' },
    { id: 'train-5', code: 'b', fixed: 'c', language: 'java', split: 'train' },
    { id: 'valid-1', code: 'd', fixed: 'e', language: 'java', split: 'valid' },
  ]
  expect(await all(summary.path, repairSchema)).toEqual(expected)
  const rejects = readFileSync(join(folder, 'out', 'bugs2fix_small.rejects.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  expect(rejects.map((line) => (JSON.parse(line) as { line: number; reason: string }).reason.slice(0, 50))).toEqual([
    'column "fixed" is missing (the row has: buggy), ex',
    expect.stringMatching(/^not JSON/),
    'column "code" is empty, expected a function',
  ])
  expect(await run('bugs2fix_small')).toEqual({ ...summary, imported: false })
})

test('files that hold no record are an error, which says where the reasons are, and leave nothing that could be taken for an import', async () => {
  put('bugs2fix_small/train.jsonl.gz', [{ buggy: 'int f() {}' }])
  put('bugs2fix_small/valid.jsonl.gz', [{}])
  const rejects = join(folder, 'out', 'bugs2fix_small.rejects.jsonl')
  await expect(run('bugs2fix_small')).rejects.toThrow(
    `${join(folder, 'in')}: the files of bugs2fix_small hold no record; 2 rows were set aside, with their reasons, in ${rejects}`,
  )
  expect(readdirSync(join(folder, 'out'))).toEqual(['bugs2fix_small.rejects.jsonl'])
})

test('while another process is at work in the folder, an import waits, says so, and then does what is left to do', async () => {
  put('bugs2fix_small/train.jsonl.gz', [{ buggy: 'a', fixed: 'b' }])
  put('bugs2fix_small/valid.jsonl.gz', [{ buggy: 'd', fixed: 'e' }])
  const out = join(folder, 'out')
  const other = await lockFolder(out, { say: () => {}, signal: new AbortController().signal })
  const said: string[] = []
  const waiting = importDataset({
    name: 'bugs2fix_small',
    from: join(folder, 'in'),
    folder: out,
    waiting: { say: (text) => said.push(text) },
  })
  while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(said).toEqual([expect.stringContaining('is at work there; waiting for it')])
  expect(readdirSync(out)).toEqual(['.lock'])
  await other.release()
  expect(await waiting).toMatchObject({ imported: true, file: { records: 2 } })
  expect(readdirSync(out).sort()).toEqual(['bugs2fix_small.arrow', 'bugs2fix_small.json'])
})

test('BigCloneBench: pairs look their functions up; unknown indexes and labels are set aside', async () => {
  put('bigclonebench/data.jsonl.gz', [
    { func: 'int a() {}', idx: '7' },
    { func: 'int b() {}', idx: '8' },
    { func: ' ', idx: '10' },
  ])
  put('bigclonebench/new_train.txt', ['7\t8\t1', '7\t9\t0', '7\t8\tyes', 'nothing', '7\t10\t1', '7\t8'])
  put('bigclonebench/new_valid.txt', ['8\t7\t0'])
  put('bigclonebench/alert_test_sampled.txt', ['7\t7\t1'])
  const { path, splits, rejects } = await run('bigclonebench')
  expect([splits, rejects]).toEqual([{ train: 1, valid: 1, test: 1 }, 6])
  const reasons = readFileSync(join(folder, 'out', 'bigclonebench.rejects.jsonl'), 'utf8')
  expect(reasons).toContain('no function has the index \\"9\\"')
  expect(reasons).toContain('the function with the index \\"10\\" is empty')
  expect(reasons).toContain('the label is \\"yes\\", expected 0 or 1')
  expect((await all(path, cloneSchema))[0]).toEqual({
    id: 'train-1',
    code: 'int a() {}',
    other: 'int b() {}',
    label: 1,
    language: 'java',
    split: 'train',
  })
})

test('a label that is neither 0 nor 1 and an empty summary are set aside with the reason', async () => {
  const row = { project: 'p', func: 'int f() {}' }
  put('devign/train.jsonl.gz', [{ ...row, target: 1 }, { ...row, target: 2 }, { ...row, target: '1' }, row])
  put('devign/valid.jsonl.gz', [{ ...row, target: 0 }])
  expect(await run('devign')).toMatchObject({ splits: { train: 1, valid: 1 }, rejects: 3 })
  expect(readFileSync(join(folder, 'out', 'devign.rejects.jsonl'), 'utf8')).toContain('expected a whole number from 0 to 1')
  put('java_summaries/tlcodesum/valid.jsonl.gz', [
    { code: 'f', nl: ' ' },
    { code: 'f', nl: 'says it' },
  ])
  expect(await run('tlcodesum')).toMatchObject({ splits: { train: 1 }, rejects: 1 })
  expect(readFileSync(join(folder, 'out', 'tlcodesum.rejects.jsonl'), 'utf8')).toContain('is empty, expected a sentence')
})

test('an unknown set, a missing file and a cut-off file are errors, and leave no torn file', async () => {
  await expect(run('bugs2fix')).rejects.toThrow(
    'No data set "bugs2fix". Known data sets: bugs2fix_small, devign, bigclonebench, deepcom_mini, tlcodesum',
  )
  await expect(run('devign')).rejects.toThrow(
    /devign\/train\.jsonl\.gz: no such file\. Give the folder of the public data sets as CODEPURIFY_DATA or --from/,
  )
  put(
    'java_summaries/tlcodesum/valid.jsonl.gz',
    Array.from({ length: 2000 }, (_, i) => ({ id: i, code: `f ${Math.sin(i)}`, nl: 's' })),
  )
  const path = join(folder, 'in/java_summaries/tlcodesum/valid.jsonl.gz')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, bytes.length / 2))
  await expect(run('tlcodesum')).rejects.toThrow(/the gzip stream breaks after line \d+/)
  expect(existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []).toEqual([])
})

const shared = process.env['CODEPURIFY_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const present = existsSync(join(shared, 'datasets', 'bugs2fix_small'))
if (!present) console.info(`no public data sets in ${join(shared, 'datasets')}: their test is left out (CODEPURIFY_SHARED)`)
const whenPresent = present ? test : test.skip

whenPresent.each([
  ['bugs2fix_small', { train: 46_680, valid: 5_835 }, []],
  ['devign', { train: 21_854, valid: 2_732 }, []],
  ['deepcom_mini', { train: 9_999, valid: 1_000 }, [500]], // of 10,000; the summary of line 500 is empty
  ['tlcodesum', { train: 8_714 }, []],
])('the real %s has as many records as its description says, and what is set aside is known', async (name, splits, aside) => {
  const counts: Record<string, number> = {}
  const rejects: Reject[] = []
  for await (const { split } of publicSet(name).read(join(shared, 'datasets'), (reject) => rejects.push(reject)))
    counts[split] = (counts[split] ?? 0) + 1
  expect([counts, rejects.map(({ line }) => line)]).toEqual([splits, aside])
})
