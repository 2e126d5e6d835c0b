import { publishedCell, publishedRows } from './published.js'
import { publishedColumn } from './publishedColumn.js'

const attacks = ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier']
const grid = (model: string, defence: string) => [0.05, 0.01].flatMap((rate) => attacks.map((attack) => ({ model, defence, attack, rate })))

// the paper prints both: the cells, and their mean
test.each([
  ['defect', 'codebert'],
  ['defect', 'codet5'],
  ['clone', 'codebert'],
  ['clone', 'codet5'],
  ['repair', 'codebert'],
  ['repair', 'codet5'],
] as const)('the cells of %s / %s have the published mean', (task, model) => {
  const mean = grid(model, 'codepurify').reduce((sum, cell) => sum + (publishedCell(task, cell) ?? NaN), 0) / 8
  const published = publishedRows(task)?.find(({ defence }) => defence === 'codepurify')?.[model] ?? NaN
  expect(Math.abs(mean - published)).toBeLessThan(0.0051)
})

test('a cell of CodePurify, the mean of its cells, and of another defence only the mean of all', () => {
  const { cell, mean = () => '' } = publishedColumn('repair')
  const [first] = grid('codebert', 'codepurify')
  expect(first && cell(first)).toBe('0.46')
  expect(first && cell({ ...first, rate: 0.02 })).toBe('–')
  expect(mean(grid('codebert', 'codepurify').slice(0, 4))).toBe('2.12')
  expect(mean(grid('codet5', 'onion'))).toBe('59.70')
  expect(mean(grid('codet5', 'onion').slice(0, 4))).toBe('–')
  expect(mean(grid('codet5', 'oseql'))).toBe('–')
})

test('a task that the paper does not have has no published value', () => {
  const { cell } = publishedColumn('summarization')
  const [first] = grid('codebert', 'codepurify')
  expect(first && cell(first)).toBe('–')
})
