import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellsOf, readGrid, type Axes } from './cells.js'
import { UsageError } from './usageError.js'

const known = { model: ['codebert', 'codet5'], attack: ['bnc-fixed', 'dead-code'], defence: ['none', 'codepurify'] }
const usual: Axes = { model: ['codebert'], attack: ['bnc-fixed'], rate: [0.05], seed: [1], defence: ['codepurify'] }

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cells-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const grid = (content: string): string => {
  const file = join(folder, 'grid.json')
  writeFileSync(file, content)
  return file
}

test('a grid is the product of its axes; what is not said is the usual', () => {
  expect(cellsOf({}, [{}], usual, known)).toEqual([{ model: 'codebert', attack: 'bnc-fixed', rate: 0.05, seed: 1, defence: 'codepurify' }])
  const cells = cellsOf({ attack: ['all'], rate: [0.01, 0.05], defence: ['all'] }, [{}], usual, known)
  expect(cells).toHaveLength(8)
  // what shares an attack's victim comes one after the other
  expect(cells.slice(0, 3).map(({ rate, attack, defence }) => `${rate} ${attack} ${defence}`)).toEqual([
    '0.01 bnc-fixed none',
    '0.01 bnc-fixed codepurify',
    '0.01 dead-code none',
  ])
})

test('blocks of a file are put together, each cell once, and the command line has the last word', async () => {
  const file = grid(
    '[{ "attack": "all", "rate": [0.05, 10] }, { "attack": ["bnc-fixed"], "defence": "none", "seed": 2 }, { "attack": "dead-code" }]',
  )
  const blocks = await readGrid(file, known)
  expect(blocks).toEqual([
    { attack: ['all'], rate: [0.05, 10] },
    { attack: ['bnc-fixed'], defence: ['none'], seed: [2] },
    { attack: ['dead-code'] },
  ])
  expect(cellsOf({}, blocks, usual, known)).toHaveLength(5)
  expect(new Set(cellsOf({ seed: [7] }, blocks, usual, known).map(({ seed }) => seed))).toEqual(new Set([7]))
})

test.each([
  ['{ "attack": ["bnc-fixed"]', 'is not JSON'],
  ['{ "atack": ["bnc-fixed"] }', 'Unrecognized key: "atack"'],
  ['{ "attack": [] }', 'Too small'],
  ['{ "rate": [0] }', 'rate is "0", expected a number above 0'],
  ['{ "seed": "x" }', 'seed is "x"'],
  ['[]', 'Too small'],
])('%s is refused with what was expected', async (content, message) => {
  await expect(readGrid(grid(content), known)).rejects.toThrow(UsageError)
  await expect(readGrid(grid(content), known)).rejects.toThrow(message)
})

test('a byte order mark before a grid is passed over; a grid of more cells than anybody can run is refused', async () => {
  expect(await readGrid(grid('\ufeff{ "seed": 2 }'), known)).toEqual([{ seed: [2] }])
  const seed = Array.from({ length: 10_001 }, (_, i) => i)
  expect(() => cellsOf({ seed }, [{}], usual, known)).toThrow('the call names 10001 cells, expected at most 10000')
  const blocks = [0, 1, 2].map((i) => ({ seed: seed.slice(i, 6000) }))
  expect(() => cellsOf({}, blocks, usual, known)).toThrow('the call names 17997 cells')
})

test('a grid that names an unknown cell lists the known ones; so does one that is not there', async () => {
  const file = grid('{ "defence": ["none", "codepurfy"] }')
  await expect(readGrid(file, known)).rejects.toThrow(`grid ${file}: no defence "codepurfy". Did you mean "codepurify"? Known: none, codepurify`) // prettier-ignore
  expect(() => cellsOf({ attack: ['bnc'] }, [{}], usual, known)).toThrow('no attack "bnc"')
  await expect(readGrid(join(folder, 'none.json'), known)).rejects.toThrow('--grid: ')
})
