import { auroc } from './auroc.js'
import { random } from './random.js'

test('apart is 1, the other way round 0, the same ½', () => {
  expect(auroc([3, 4], [1, 2]).value).toBe(1)
  expect(auroc([1, 2], [3, 4]).value).toBe(0)
  expect(auroc([1, 1, 1], [1, 1]).value).toBe(0.5)
  expect(auroc([1, 3], [2, Infinity]).value).toBe(0.25)
})

test('is the share of pairs in order, ties counting half', () => {
  const source = random(4)
  const positives = Array.from({ length: 40 }, () => source.integer(12) + 2)
  const negatives = Array.from({ length: 60 }, () => source.integer(12))
  const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
  expect(auroc(positives, negatives).value).toBeCloseTo(pairs.reduce((a: number, b) => a + b, 0) / pairs.length, 12)
})

test('the interval is as wide as theory says (Hanley and McNeil, 1982)', () => {
  const source = random('auroc')
  const [positives, negatives] = [1, 0].map((shift) => Array.from({ length: 300 }, () => shift + source.normal())) as [number[], number[]]
  const { value, low, high } = auroc(positives, negatives, { resamples: 4000 })
  const [q1, q2] = [value / (2 - value), (2 * value ** 2) / (1 + value)]
  const error = Math.sqrt((value * (1 - value) + 299 * (q1 - value ** 2) + 299 * (q2 - value ** 2)) / 300 ** 2)
  expect((value - low) / error).toBeCloseTo(1.96, 0)
  expect((high - value) / error).toBeCloseTo(1.96, 0)
})

test('where every pair is in order the interval stays open by what the smaller side could have missed', () => {
  const { value, low, high } = auroc([5, 6, 7], [1, 2, 3, 4])
  expect([value, high]).toEqual([1, 1])
  expect(low).toBeCloseTo(0.025 ** (1 / 3), 12)
  expect(auroc([1, 2], [3, 4, 5]).high).toBeCloseTo(1 - 0.025 ** (1 / 2), 12)
})

test('the same seed gives the same interval, another seed another', () => {
  const [positives, negatives] = [
    [1, 5, 2, 8, 3],
    [0, 4, 2, 6],
  ]
  expect(auroc(positives, negatives, { seed: 3 })).toEqual(auroc(positives, negatives, { seed: 3 }))
  expect(auroc(positives, negatives, { seed: 3, resamples: 20 })).not.toEqual(auroc(positives, negatives, { seed: 4, resamples: 20 }))
})

test('one side only, or no number, is an error', () => {
  expect(() => auroc([], [1])).toThrow('auroc of 0 positive and 1 negative scores')
  expect(() => auroc([NaN], [1])).toThrow('a score is NaN')
})
