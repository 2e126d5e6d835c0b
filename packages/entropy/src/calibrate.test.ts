import { random } from '@codepurify/metrics'
import { calibrate } from './calibrate.js'

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
