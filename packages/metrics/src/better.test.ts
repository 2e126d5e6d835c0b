import { betterThan, meanBetterThan } from './better.js'
import { random } from './random.js'

test('finds what is better, and nothing where there is nothing', () => {
  const source = random(5)
  const first = Array.from({ length: 200 }, () => source.next())
  const noise = first.map((value) => value + (source.next() - 0.5) * 0.4)
  const better = meanBetterThan(
    noise.map((value) => value + 0.1),
    first,
    { seed: 1 },
  )
  expect(better.difference.value).toBeGreaterThan(0.05)
  expect(better.difference.low).toBeGreaterThan(0)
  expect(better.pValue).toBe(1 / 1001)
  expect(meanBetterThan(first, noise, { seed: 1 }).pValue).toBeGreaterThan(0.025)
  expect(meanBetterThan(first, first, { seed: 1 })).toEqual({ difference: { value: 0, low: 0, high: 0 }, pValue: 1 })
})

test('the p-value is the binomial one where every record is won or lost', () => {
  // 216 of 400 won: at most 200 of 400 at a chance of 0.54 has p = 0.060, and 4,000 resamples a standard error of 0.004
  const first = Array.from({ length: 400 }, (_, i) => (i < 216 ? 1 : 0))
  const second = first.map((value) => 1 - value)
  const { pValue } = meanBetterThan(first, second, { seed: 2, resamples: 4000 })
  expect(Math.abs(pValue - 0.06)).toBeLessThan(0.012)
})

test('a difference of corpus metrics is taken from the sums of both runs', () => {
  const rows = [
    [1, 2, 0, 2],
    [3, 4, 1, 4],
  ]
  const { difference } = betterThan(rows, (sums) => (sums[0] ?? 0) / (sums[1] ?? 1) - (sums[2] ?? 0) / (sums[3] ?? 1))
  expect(difference.value).toBeCloseTo(3 / 6, 12)
})

test('no records, no numbers and other records are errors', () => {
  expect(() => meanBetterThan([], [])).toThrow('bootstrap of 0 records')
  expect(() => meanBetterThan([1, NaN], [1, 2])).toThrow('the difference is NaN')
  expect(() => meanBetterThan([1], [1, 2])).toThrow('means of 1 and 2 records')
})
