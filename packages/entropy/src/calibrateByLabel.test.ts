import { random } from '@codepurify/metrics'
import { below, calibrateByLabel, thresholdOf } from './calibrateByLabel.js'

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
  for (const falsePositiveRate of [0, -1, 1, NaN])
    expect(() => calibrateByLabel(records, { falsePositiveRate })).toThrow(`false-positive rate is ${falsePositiveRate}, expected`)
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
})

const of = (label: number, count: number, from: number, dependence?: number) =>
  Array.from({ length: count }, (_, index) => ({
    answer: { label, probability: 0.9 },
    statistic: from + index / 200,
    ...(dependence !== undefined && { dependence: dependence + index / 200 }),
  }))

test('records too few for two lines have one, below the lowest where they are too few for that', () => {
  // 25 records: the whole rate is one of 26; their dependence tells, as their transfers do not reach 0.398
  const some = calibrateByLabel([...of(0, 159, 0.1, 0.5), ...of(1, 25, 0.2, 0.7), ...of(2, 5, 0.15, 0.6)], { falsePositiveRate: 0.05 })
  expect([some.labels[1], some.dependence?.labels[1], some.again?.labels[1]]).toEqual([0, 0.7, 0.2])
  expect([some.labels[2], some.dependence?.labels[2]]).toEqual([0, some.dependence?.others])
  expect(some.dependence?.others).toBeLessThan(0.6)
  // where the transfers tell, they have it
  const told = calibrateByLabel([...of(0, 159, 0.5, 0.5), ...of(1, 25, 0.6, 0.1), ...of(2, 5, 0.45, 0.1)], { falsePositiveRate: 0.05 })
  expect([told.labels[1], told.dependence?.labels[1]]).toEqual([0.6, 0])
  expect([told.labels[2], told.dependence?.labels[2]]).toEqual([0.45, 0])
  const all = calibrateByLabel(of(0, 38, 0, 0.8), { falsePositiveRate: 0.05 })
  expect([all.others, all.dependence?.others]).toEqual([0, 0.8])
})

test('a label without a dependence has the whole rate for its statistic', () => {
  const { labels, dependence } = calibrateByLabel([...of(0, 159, 0.1, 0.5), ...of(1, 99, 0.2)], { falsePositiveRate: 0.05 })
  expect([labels[1], dependence?.labels[1]]).toEqual([0.2 + 4 / 200, 0])
})

test('new clean records of a label are suspected at about the stated rate, also where the choice of the line is a coin toss', () => {
  const source = random('lines')
  for (const size of [10, 25, 60, 120]) {
    let suspected = 0
    for (let trial = 0; trial < 400; trial++) {
      // one transfer in twenty lies below 0.4
      const drawn = (label: number) => ({ answer: { label, probability: 0.9 }, statistic: source.next() * 8, dependence: source.next() })
      const clean = [...Array.from({ length: size }, () => drawn(1)), ...Array.from({ length: 150 }, () => drawn(0))]
      const thresholds = calibrateByLabel(clean, { falsePositiveRate: 0.05 })
      for (let index = 0; index < 25; index++) suspected += below(drawn(1), thresholds) > 0 ? 1 : 0
    }
    expect(suspected / 10_000).toBeLessThan(size < 19 ? 1 / (size + 1) : 0.065)
  }
})

test('where no certain trigger escapes it the statistic has the rest of the rate, for each label by itself', () => {
  // of 100 · 0.05 = 5 the lowest goes to one and the other four to the other; 1 - 64^-0.1 is 0.340
  const { labels, others, dependence, again } = calibrateByLabel([...of(0, 99, 0.35, 0.4), ...of(1, 99, 0.3, 0.4)], {
    falsePositiveRate: 0.05,
  })
  expect(labels).toEqual({ 0: 0.35 + 3 / 200, 1: 0.3 })
  expect(dependence?.labels).toEqual({ 0: 0.4, 1: 0.4 + 3 / 200 })
  expect(again?.labels).toEqual({ 0: 0.35 + 4 / 200, 1: 0.3 + 4 / 200 })
  // all together: of 199 · 0.05 = 9.95 the lowest, and the eighth of the other
  expect([others, dependence?.others]).toEqual([0.3, 0.4 + 3 / 200])
})
