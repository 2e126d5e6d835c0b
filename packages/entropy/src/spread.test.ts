import { doubtfulSpread, spread } from './spread.js'

test('one unit that holds everything has no entropy, equal units have all of it', () => {
  expect(spread([7, 0, 0, 0])).toEqual({ entropy: 0, normalizedEntropy: 0 })
  expect(spread([2, 2, 2, 2]).entropy).toBeCloseTo(Math.log(4), 12)
  expect(spread([2, 2, 2, 2]).normalizedEntropy).toBe(1)
  // Hand-computed: p = (3/4, 1/4).
  expect(spread([3, 1]).entropy).toBeCloseTo(0.75 * Math.log(4 / 3) + 0.25 * Math.log(4), 12)
})

test('every number of units and all-zero scores have defined values', () => {
  expect(spread([])).toEqual({ entropy: 0, normalizedEntropy: 1 })
  expect(spread([3])).toEqual({ entropy: 0, normalizedEntropy: 1 })
  expect(spread([0])).toEqual({ entropy: 0, normalizedEntropy: 1 })
  expect(spread([0, 0, 0]).normalizedEntropy).toBe(1)
  for (const scores of [[], [0], [5], [0, 0], [0, 1]]) {
    expect(doubtfulSpread(scores, 0.1)).toBeGreaterThanOrEqual(0)
    expect(doubtfulSpread(scores, 0.1)).toBeLessThanOrEqual(1)
  }
})

test('doubt tells a trigger of several nats from a hair in a short record', () => {
  expect(spread([0.001, 0]).normalizedEntropy).toBe(0)
  expect(doubtfulSpread([0.001, 0], 0.1)).toBeGreaterThan(0.99)
  expect(doubtfulSpread([8, 0, 0, 0, 0, 0], 0.1)).toBeLessThan(0.05)
  // A unit with no other to compare it with dominates nothing.
  expect(doubtfulSpread([8], 0.1)).toBe(1)
})
