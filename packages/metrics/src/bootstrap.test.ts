import { bootstrap, bootstrapSums, mean } from './bootstrap.js'
import { random } from './random.js'

test('the interval of a mean is that of the normal distribution, where there are many values', () => {
  const source = random('mean')
  const values = Array.from({ length: 2000 }, () => 5 + 2 * source.normal())
  const { value, low, high } = mean(values, { seed: 1, resamples: 4000 })
  const error = 2 / Math.sqrt(2000)
  expect(value).toBeCloseTo(values.reduce((a, b) => a + b, 0) / 2000, 10)
  expect((value - low) / error).toBeCloseTo(1.96, 0)
  expect((high - value) / error).toBeCloseTo(1.96, 0)
})

test('the interval holds the true value about as often as it says', () => {
  const source = random('coverage')
  let held = 0
  for (let i = 0; i < 200; i++) {
    const values = Array.from({ length: 60 }, () => source.normal())
    const { low, high } = mean(values, { seed: i, resamples: 200, confidence: 0.9 })
    if (low <= 0 && 0 <= high) held += 1
  }
  // 200 draws at 0.9: 0.82 to 0.96 is four deviations to each side
  expect(held / 200).toBeGreaterThan(0.82)
  expect(held / 200).toBeLessThan(0.96)
})

test('the same seed gives the same interval, another seed another', () => {
  const values = [1, 5, 2, 8, 3, 9, 4]
  expect(mean(values, { seed: 3 })).toEqual(mean(values, { seed: 3 }))
  expect(mean(values, { seed: 3, resamples: 50 })).not.toEqual(mean(values, { seed: 4, resamples: 50 }))
})

test('sums and the general form agree', () => {
  const rows = [
    [1, 2],
    [3, 1],
    [2, 2],
    [9, 4],
    [5, 5],
  ]
  const ratio = bootstrapSums(rows, (sums) => (sums[0] ?? 0) / (sums[1] ?? 1), { seed: 9 })
  const general = bootstrap(
    5,
    (drawn) => [...drawn].reduce((sum, i) => sum + (rows[i]?.[0] ?? 0), 0) / [...drawn].reduce((sum, i) => sum + (rows[i]?.[1] ?? 0), 0),
    { seed: 9 },
  )
  expect(ratio).toEqual(general)
})

test('groups are drawn from on their own', () => {
  const counts = new Set<number>()
  bootstrap(
    7,
    (drawn) => {
      expect([...drawn].slice(0, 3).every((record) => record < 3)).toBe(true)
      expect([...drawn].slice(3).every((record) => record >= 3 && record < 7)).toBe(true)
      for (const record of drawn) counts.add(record)
      return 0
    },
    { strata: [3, 4], resamples: 50 },
  )
  expect(counts.size).toBe(7)
  expect(() => bootstrap(7, () => 0, { strata: [3, 3] })).toThrow(
    'groups of 3 and 3 records, expected groups of at least one that add up to 7',
  )
  expect(() => bootstrap(3, () => 0, { strata: [3, 0] })).toThrow('groups of 3 and 0 records')
})

test('no records, and impossible options, are errors', () => {
  expect(() => mean([])).toThrow('bootstrap of 0 records, expected at least 1')
  expect(() => mean([1], { resamples: 0 })).toThrow('resamples is 0')
  expect(() => mean([1], { confidence: 95 })).toThrow('confidence is 95, expected a number between 0 and 1')
  expect(() => bootstrapSums([[1], [1, 2]], () => 0)).toThrow('row 1 has 2 numbers, expected 1')
})
