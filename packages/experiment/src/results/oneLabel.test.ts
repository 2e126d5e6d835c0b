import { labelMetrics } from '../classification/labelMetrics.js'
import { saysOneLabel } from './oneLabel.js'

const clean = (answers: readonly number[], references: readonly number[]) => {
  const at = (value: number) => ({ value, low: value, high: value })
  const rows = answers.map((answer, i) => Array.from(labelMetrics.f1.statistics(String(answer), String(references[i]))))
  const sums = (rows[0] ?? []).map((_, k) => rows.reduce((sum, row) => sum + (row[k] ?? 0), 0))
  return Object.fromEntries(Object.entries(labelMetrics).map(([name, metric]) => [name, at(metric.value(sums, 0))]))
}

test.each([
  ['nothing is called 1', [0, 0, 0, 0], [1, 0, 1, 0], true],
  ['everything is called 1', [1, 1, 1, 1], [1, 0, 1, 0], true],
  ['both labels are given', [1, 0, 0, 1], [1, 0, 1, 0], false],
  ['all are right', [1, 0, 1, 0], [1, 0, 1, 0], false],
  ['all are wrong', [0, 1, 0, 1], [1, 0, 1, 0], false],
])('a victim for which %s', (_name, answers, references, expected) => {
  expect(saysOneLabel(clean(answers, references))).toBe(expected)
})

test('of generated answers nothing is said', () => {
  expect(saysOneLabel({ bleu: { value: 0, low: 0, high: 0 } })).toBe(false)
})
