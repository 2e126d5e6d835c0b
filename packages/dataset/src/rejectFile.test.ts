import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRecords } from './records.js'
import { RejectFile } from './rejectFile.js'
import { summarySchema } from './schemas.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rejects-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('rejects are counted and written as JSON lines of file, line and reason', async () => {
  const path = join(folder, 'a.jsonl')
  writeFileSync(path, '{"id":"1","code":"f","summary":"s","language":"c","split":"test"}\n{"id":2}\nnonsense\n')
  const rejects = new RejectFile(join(folder, 'rejects.jsonl'))
  const ids = []
  for await (const { id } of readRecords(path, summarySchema, { onReject: rejects.add })) ids.push(id)
  expect(ids).toEqual(['1'])
  expect(await rejects.write()).toBe(2)
  const lines = readFileSync(rejects.path, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { file: path, line: 2, reason: 'column "id" is the number 2, expected text of at most 1000000 characters', row: { id: 2 } },
    { file: path, line: 3, reason: expect.stringMatching(/^not JSON: /) as string, row: 'nonsense' },
  ])
})

test('without rejects there is no file', async () => {
  const rejects = new RejectFile(join(folder, 'rejects.jsonl'))
  expect(await rejects.write()).toBe(0)
  expect(existsSync(rejects.path)).toBe(false)
})
