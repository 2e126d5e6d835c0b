import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { classificationScores, labelScores, labelStatistics } from './classification.js'

const shared = process.env.CODEPURIFY_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const outputs = join(shared, 'datasets/published_outputs')
const present = existsSync(outputs)
const whenPresent = present ? test : test.skip
if (!present) console.info(`No published outputs in ${shared}: the scores are not compared with CodeXGLUE's. Set CODEPURIFY_SHARED.`)

const values = ({ accuracy, precision, recall, f1 }: ReturnType<typeof classificationScores>): number[] =>
  [accuracy, precision, recall, f1].map(({ value }) => value)

/** The last column of each line, by the columns before it. */
function column(file: string): Map<string, number> {
  const lines = readFileSync(join(outputs, file), 'utf8').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf('\t')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

whenPresent("CodeXGLUE's sample of clone detection: recall .25, precision .5, F1 .3333 over both classes", () => {
  const predictions = column('toy_clone.predictions.txt')
  const answers = [...column('toy_clone.answers.txt')]
  const { precision, recall, f1 } = classificationScores(
    answers.map(([pair]) => predictions.get(pair) ?? NaN),
    answers.map(([, label]) => label),
    { average: 'macro' },
  )
  expect([recall.value, precision.value, f1.value]).toEqual([0.25, 0.5, expect.closeTo(0.3333, 4)])
})

whenPresent("CodeXGLUE's sample of defect detection: accuracy 0.6", () => {
  const predictions = column('toy_defect.predictions.txt')
  const rows = readFileSync(join(outputs, 'toy_defect.test.jsonl'), 'utf8').trim().split('\n')
  const answers = rows.map((text) => JSON.parse(text) as { idx: number; target: number })
  const { accuracy } = classificationScores(
    answers.map(({ idx }) => predictions.get(String(idx)) ?? NaN),
    answers.map(({ target }) => target),
  )
  expect(accuracy.value).toBe(0.6)
})

test('precision, recall and F1 are those of class 1', () => {
  // 3 hits, 1 false alarm, 2 misses, 4 passes
  const truth = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]
  const predicted = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
  expect(values(classificationScores(predicted, truth))).toEqual([0.7, 0.75, 0.6, 6 / 9])
  const { f1 } = classificationScores(predicted, truth, { seed: 2 })
  expect(f1.low).toBeLessThan(f1.value)
  expect(f1.high).toBeGreaterThan(f1.value)
  expect(classificationScores(predicted, truth, { seed: 2 }).f1).toEqual(f1)
})

test('a score without a denominator is 0, and a class that does not occur counts for nothing', () => {
  expect(values(classificationScores([0, 0], [0, 1]))).toEqual([0.5, 0, 0, 0])
  expect(values(classificationScores([0, 0], [0, 0]))).toEqual([1, 0, 0, 0])
  expect(values(classificationScores([0, 0], [0, 0], { average: 'macro' }))).toEqual([1, 1, 1, 1])
})

test('what is no class of two is refused', () => {
  expect(() => classificationScores([0], [0, 1])).toThrow('1 predictions and 2 labels, expected one label for each prediction')
  expect(() => classificationScores([0, 2], [0, 1])).toThrow('prediction 1 is 2, expected 0 or 1')
  expect(() => classificationScores([0, 1], [0, 0.5])).toThrow('label 1 is 0.5, expected 0 or 1')
  expect(() => classificationScores([], [])).toThrow('expected at least 1')
})

test('scores from sums over records are those of the records', () => {
  const [predicted, truth] = [
    [1, 1, 0, 0, 1, 0],
    [1, 0, 1, 0, 1, 1],
  ]
  const rows = (truth ?? []).map((label, i) => labelStatistics(predicted?.[i] ?? NaN, label))
  const sums = [7, ...rows.reduce((all, row) => all.map((sum, i) => sum + (row[i] ?? 0)))]
  const scores = classificationScores(predicted ?? [], truth ?? [])
  for (const name of ['accuracy', 'precision', 'recall', 'f1'] as const) expect(labelScores[name](sums, 1)).toBe(scores[name].value)
  expect(() => labelStatistics(2, 1)).toThrow('the prediction is 2, expected 0 or 1')
})
