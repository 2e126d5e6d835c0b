import { auroc } from './auroc.js'
import { random } from './random.js'

test('apart is 1, the other way round 0, the same ½', () => {
  expect(auroc([3, 4], [1, 2])).toBe(1)
  expect(auroc([1, 2], [3, 4])).toBe(0)
  expect(auroc([1, 1, 1], [1, 1])).toBe(0.5)
  expect(auroc([1, 3], [2, Infinity])).toBe(0.25)
})

test('is the share of pairs in order, ties counting half', () => {
  const source = random(4)
  const positives = Array.from({ length: 40 }, () => source.integer(12) + 2)
  const negatives = Array.from({ length: 60 }, () => source.integer(12))
  const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
  expect(auroc(positives, negatives)).toBeCloseTo(pairs.reduce((a: number, b) => a + b, 0) / pairs.length, 12)
})

test('one side only, or no number, is an error', () => {
  expect(() => auroc([], [1])).toThrow('auroc of 0 positive and 1 negative scores')
  expect(() => auroc([NaN], [1])).toThrow('a score is NaN')
})
