import { random } from '@codepurify/metrics'
import { below, calibrate, calibrateByLabel, thresholdOf } from './calibrate.js'

const clean = (values: readonly number[]) => values.map((statistic) => ({ statistic }))

test('the threshold is the order statistic that the rate allows', () => {
  const values = Array.from({ length: 99 }, (_, index) => (index + 1) / 100)
  expect(calibrate(clean(values), { falsePositiveRate: 0.05 })).toEqual({ threshold: 0.05, falsePositiveRate: 0.05, records: 99 })
  expect(calibrate(clean(values.slice(0, 19)), { falsePositiveRate: 0.05 }).threshold).toBe(0.01)
})

test('new clean records are suspected at no more than the stated rate', () => {
  const source = random('calibrate')
  let below = 0
  const rounds = 4000
  for (let round = 0; round < rounds; round++) {
    const { threshold } = calibrate(clean(Array.from({ length: 59 }, () => source.next())), { falsePositiveRate: 0.1 })
    if (source.next() < threshold) below += 1
  }
  expect(below / rounds).toBeLessThan(0.12)
  expect(below / rounds).toBeGreaterThan(0.08)
})

test('too few records and impossible rates say what is needed', () => {
  expect(() => calibrate(clean([0.5, 0.6]), { falsePositiveRate: 0.05 })).toThrow(
    '2 clean records cannot give a threshold for a false-positive rate of 0.05: at least 19 are needed',
  )
  expect(() => calibrate([], { falsePositiveRate: 0 })).toThrow('false-positive rate is 0, expected a number above 0 and below 1')
})

test('records without a statistic never lower the threshold', () => {
  expect(calibrate(clean([NaN, ...Array.from({ length: 18 }, () => 0.7)]), { falsePositiveRate: 0.05 }).threshold).toBe(0.7)
})

test('each label has a threshold of its own, a rare one a careful one, generated answers that of all', () => {
  const answered = (label: number, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ statistic: from + index / 100, answer: { label, probability: 0.9 } }))
  const records = [...answered(0, 0.5, 40), ...answered(1, 0.1, 40), ...answered(2, 0, 5)]
  const thresholds = calibrateByLabel(records, { falsePositiveRate: 0.05 })
  expect(thresholds).toEqual({ labels: { 0: 0.51, 1: 0.11, 2: 0 }, others: 0.03 })
  expect(thresholdOf(thresholds, { label: 1, probability: 0.6 })).toBe(0.11)
  expect(thresholdOf(thresholds, { label: 2, probability: 0.6 })).toBe(0)
  expect(thresholdOf(thresholds, { label: 3, probability: 0.6 })).toBe(0.03)
  const mild = calibrateByLabel([...records.slice(0, 80), ...answered(4, 0.9, 3)], { falsePositiveRate: 0.05 })
  expect(thresholdOf(mild, { label: 4, probability: 0.6 })).toBe(mild.others)
  expect(thresholdOf(thresholds, { text: 'x', ids: [] })).toBe(0.03)
  expect(() => calibrateByLabel(records.slice(0, 10), { falsePositiveRate: 0.05 })).toThrow('at least 19 are needed')
})

test('with a dependence beside the statistic the rate is shared between two lines, and a record is suspected below either', () => {
  const answer = { label: 0, probability: 0.9 }
  const records = Array.from({ length: 159 }, (_, index) => ({ answer, statistic: index / 200, dependence: 1 - index / 200 }))
  const thresholds = calibrateByLabel(records, { falsePositiveRate: 0.05 })
  // the lowest of all, and of 160 · 0.05 = 8 the other seven
  expect(thresholds).toEqual({
    labels: { 0: 0 },
    others: 0,
    dependence: { labels: { 0: 1 - 152 / 200 }, others: 1 - 152 / 200 },
    again: { labels: { 0: 7 / 200 }, others: 7 / 200 },
  })
  expect(records.filter((record) => below(record, thresholds) > 0).length).toBeLessThanOrEqual(0.05 * 160)
  expect(below({ answer, statistic: 0.9, dependence: 0.1 }, thresholds)).toBeCloseTo(0.14, 10)
  expect(below({ answer, statistic: -0.01 }, thresholds)).toBeCloseTo(0.01, 10)
  expect(below({ answer, statistic: 0.9 }, thresholds)).toBeLessThan(0)
  // of a label with few records both lines are careful: a line below five records of its own would suspect one clean record of six
  const few = Array.from({ length: 5 }, (_, index) => ({ answer: { label: 1, probability: 0.9 }, statistic: 0.5 + index / 200, dependence: 0.5 })) // prettier-ignore
  const { labels, others, dependence } = calibrateByLabel([...records, ...few], { falsePositiveRate: 0.05 })
  expect([labels[1], dependence?.labels[1]]).toEqual([others, dependence?.others])
  // too few for both: one line, and all of the rate for it
  expect(calibrateByLabel(records.slice(0, 38), { falsePositiveRate: 0.05 })).not.toHaveProperty('dependence')
})

test('where no certain trigger escapes it the statistic has the rest of the rate, for each label by itself', () => {
  const of = (label: number, from: number) =>
    Array.from({ length: 99 }, (_, index) => ({ answer: { label, probability: 0.9 }, statistic: from + index / 200, dependence: 0.4 + index / 200 })) // prettier-ignore
  // of 100 · 0.05 = 5 the lowest goes to one and the other four to the other; 1 - 160^-0.1 is 0.398
  const { labels, others, dependence, again } = calibrateByLabel([...of(0, 0.4), ...of(1, 0.3)], { falsePositiveRate: 0.05 })
  expect(labels).toEqual({ 0: 0.4 + 3 / 200, 1: 0.3 })
  expect(dependence?.labels).toEqual({ 0: 0.4, 1: 0.4 + 3 / 200 })
  expect(again?.labels).toEqual({ 0: 0.4 + 4 / 200, 1: 0.3 + 4 / 200 })
  // all together: of 199 · 0.05 = 9.95 the lowest, and the eighth of the other
  expect([others, dependence?.others]).toEqual([0.3, 0.4 + 3 / 200])
})
