import { labelMetrics } from './labelMetrics.js'

test('the metrics of answers follow from sums over records', () => {
  const answers = ['1', '1', '0', '0']
  const references = ['1', '0', '1', '1']
  const rows = answers.map((answer, i) => Array.from(labelMetrics.f1.statistics(answer, references[i] ?? '')))
  const sums = [NaN, ...rows.reduce((all, row) => all.map((sum, i) => sum + (row[i] ?? NaN)))]
  const values = Object.fromEntries(Object.entries(labelMetrics).map(([key, { value }]) => [key, value(sums, 1)]))
  expect(values).toEqual({ accuracy: 1 / 4, precision: 1 / 2, recall: 1 / 3, f1: 2 / 5 })
})

test('an answer that is no class is refused', () => {
  expect(() => labelMetrics.accuracy.statistics('vulnerable', '1')).toThrow('the prediction is NaN, expected 0 or 1')
})
