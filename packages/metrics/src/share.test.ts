import { share, shareDifference } from './share.js'

const hits = (yes: number, no: number): boolean[] => [...new Array<boolean>(yes).fill(true), ...new Array<boolean>(no).fill(false)]

test('the interval of a share is near the binomial one', () => {
  const { value, low, high } = share(hits(300, 700), { seed: 1, resamples: 4000 })
  expect(value).toBe(0.3)
  // 0.3 ± 1.96 · sqrt(0.3 · 0.7 / 1000)
  expect(low).toBeCloseTo(0.2716, 2)
  expect(high).toBeCloseTo(0.3284, 2)
})

test('where all or none hit, the open bound is the exact one: 0 of 10 is up to 0.3085', () => {
  const none = share(hits(0, 10))
  expect([none.value, none.low]).toEqual([0, 0])
  expect(none.high).toBeCloseTo(0.3085, 4)
  const all = share(hits(10, 0))
  expect([all.value, all.high]).toEqual([1, 1])
  expect(all.low).toBeCloseTo(0.6915, 4)
})

test('a difference is paired: equal runs differ by nothing, whatever the spread', () => {
  const same = shareDifference(hits(5, 5), hits(5, 5))
  expect(same.value).toBe(0)
  const { value, low, high } = shareDifference(hits(60, 40), hits(50, 50), { seed: 1 })
  expect(value).toBeCloseTo(0.1, 10)
  // only 10 of 100 records differ: 0.1 ± 1.96 · sqrt(0.1 · 0.9 / 100)
  expect(low).toBeGreaterThan(0.02)
  expect(high).toBeLessThan(0.18)
})

test('where all pairs agree, the interval reaches as far as pairs that could be otherwise', () => {
  const [none, all] = [hits(0, 10), hits(10, 0)]
  const same = shareDifference(none, none)
  expect([same.low, same.value]).toEqual([-same.high, 0])
  expect(same.high).toBeCloseTo(0.3085, 4)
  const won = shareDifference(all, none)
  expect([won.value, won.high]).toEqual([1, 1])
  expect(won.low).toBeCloseTo(1 - 2 * 0.3085, 4)
  expect(shareDifference(none, all)).toEqual({ value: -1, low: -1, high: -won.low })
})

test('no records, or different ones, are errors', () => {
  expect(() => share([])).toThrow('expected at least 1. Was every record left out?')
  expect(() => shareDifference([true], [])).toThrow('shares of 1 and 0 records, expected the same records in both runs')
})
