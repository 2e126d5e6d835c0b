import { markdownTable } from './resultTable.js'
import { publishedColumns, publishedTable, type CellBeside } from './publishedTable.js'

const at = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 })
const cell = (rest: Partial<CellBeside> = {}): CellBeside => ({
  model: 'codebert',
  attack: 'bnc-fixed',
  rate: 0.05,
  defence: 'codepurify',
  conditions: 'devign',
  recordCount: 150,
  asr: at(0.9),
  asrDefended: at(0.2),
  ...rest,
})
const four = 'bnc-fixed, bnc-grammar, dead-code, identifier'
const lines = (cells: readonly CellBeside[]) =>
  (publishedTable('defect', cells)?.rows ?? []).map((row) =>
    publishedColumns.map((column) => [column.cell(row)].flat().join(' ')).join(' | '),
  )

test('a published mean stands beside ours, one line a set of conditions, with what ours is the mean of', () => {
  const cells = [
    ...four.split(', ').map((attack, i) => cell({ attack, asrDefended: at(0.2 + 0.1 * i) })),
    cell({ conditions: 'embedded data' }),
    cell({ model: 'codet5', asrDefended: at(0.4) }),
  ]
  expect(lines(cells).filter((line) => line.startsWith('CodePurify |'))).toEqual([
    `CodePurify | devign | 44.24 | 35.0 25.0–45.0; 4 cells at 5 %: ${four} | 4.32 | 40.0 30.0–50.0; 1 cell at 5 %: bnc-fixed`,
    'CodePurify | embedded data | 44.24 | 20.0 10.0–30.0; 1 cell at 5 %: bnc-fixed | 4.32 | –',
  ])
  // what ours measured before it defended stands for no defence
  expect(lines(cells)[0]).toBe(
    `none | devign | 99.92 | 90.0 80.0–100.0; 4 cells at 5 %: ${four} | 99.10 | 90.0 80.0–100.0; 1 cell at 5 %: bnc-fixed`,
  )
  expect(lines(cells)).toContain('ONION | – | 74.45 | – | 64.21 | –')
  expect(lines([cell({ defence: 'none', asr: at(0.5) }), cell()])[0]).toContain('50.0 40.0–60.0; 1 cell')
})

test('the cells of a sweep stand for nothing that the paper has, where others do', () => {
  expect(lines([cell(), cell({ rate: 0.001, asrDefended: at(0.8) })]).at(-2)).toContain('20.0 10.0–30.0; 1 cell')
  expect(lines([cell({ rate: 0.001, asrDefended: at(0.8) })]).at(-2)).toContain('80.0 70.0–90.0; 1 cell')
})

test('what one model has does not hide what stands for the other', () => {
  const none = lines([cell({ defence: 'none', asr: at(0.5) }), cell({ model: 'codet5', asr: at(0.7) })])[0]
  expect(none).toBe('none | devign | 99.92 | 50.0 40.0–60.0; 1 cell at 5 %: bnc-fixed | 99.10 | 70.0 60.0–80.0; 1 cell at 5 %: bnc-fixed')
  const sweep = lines([cell(), cell({ model: 'codet5', rate: 0.001, asrDefended: at(0.6) })]).at(-2)
  expect(sweep).toContain('4.32 | 60.0 50.0–70.0; 1 cell at 0.1 %: bnc-fixed')
})

test('the notes say what both were measured on; a task that the paper does not have has no table', () => {
  expect(publishedTable('defect', [cell(), cell({ recordCount: 98 })])?.notes[0]).toBe(
    'Published: Devign, 1,255 triggered functions of its test part. Ours: 98 to 150 triggered records a cell (devign).',
  )
  expect(publishedTable('summarization', [cell()])).toBeNull()
  const { rows = [] } = publishedTable('clone', []) ?? {}
  expect(markdownTable(rows, publishedColumns)).toContain('| OSeqL')
})
