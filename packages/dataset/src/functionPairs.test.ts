import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFunctions, readPairs } from './functionPairs.js'
import type { Reject } from './records.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pairs-'))
})
afterEach(() => rm(folder, { recursive: true }))

const functions = new Map([
  ['1', 'int a() {}'],
  ['2', 'int b() {}'],
])

async function pairsOf(text: string) {
  const path = join(folder, 'pairs.txt')
  await writeFile(path, text)
  const rejects: Reject[] = []
  const pairs = []
  for await (const pair of readPairs(path, functions, { onReject: (reject) => rejects.push(reject) })) pairs.push(pair)
  return { pairs, rejects, path }
}

test('lines of index, index and label are read, whatever their line ends', async () => {
  const { pairs, rejects } = await pairsOf('1\t2\t0\r\n\n2\t1\t1')
  expect(pairs).toEqual([
    { line: 1, first: '1', second: '2', label: 0 },
    { line: 3, first: '2', second: '1', label: 1 },
  ])
  expect(rejects).toEqual([])
})

test.each([
  ['1\t3\t0\n', 'no function has the index "3"'],
  ['1\t2\t2\n', 'the label is "2", expected 0 or 1'],
  ['1\t2\tyes\n', 'the label is "yes", expected 0 or 1'],
  ['1\t2\n', '2 columns between tabs, expected 3: index, index, label'],
  ['1\t2\t1\t1\n', '4 columns between tabs, expected 3: index, index, label'],
  ['1\t2\t1\n1\t', '2 columns between tabs, expected 3: index, index, label; the file ends here without a line end: half a line?'],
  ['1\t2\t1\n1\t2\t', 'the label is "", expected 0 or 1; the file ends here without a line end: half a line?'],
  [`${'9'.repeat(2000)}\t2\t1\n`, 'the line has 2004 bytes, expected at most 1000'],
])('%j is set aside', async (text, reason) => {
  const { rejects, path } = await pairsOf(text)
  expect(rejects).toHaveLength(1)
  expect(rejects[0]).toMatchObject({ file: path, reason })
})

test('without a place for rejects the first bad line is an error, and so is a file that is not there', async () => {
  const path = join(folder, 'pairs.txt')
  await writeFile(path, '1\t2\t1\n1\t7\t1\n')
  const read = async (name: string): Promise<void> => {
    for await (const _ of readPairs(name, functions));
  }
  await expect(read(path)).rejects.toThrow('line 2: no function has the index "7"')
  await expect(read(join(folder, 'none.txt'))).rejects.toThrow('no such file, expected lines of index, index and label')
})

test('functions are found by their index, and one index is one function', async () => {
  const path = join(folder, 'data.jsonl')
  const rows = [
    { idx: '1', func: 'a' },
    { idx: '2', func: 'b' },
    { idx: '1', func: 'a' },
    { idx: '2', func: 'c' },
    { idx: 3, func: 'd' },
  ]
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const rejects: Reject[] = []
  const found = await readFunctions(path, { onReject: (reject) => rejects.push(reject) })
  expect([...found]).toEqual([
    ['1', 'a'],
    ['2', 'b'],
  ])
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'the index "2" stands for another function further up'],
    [5, 'column "idx" is the number 3, expected text of at most 100 characters'],
  ])
})
