import { mcnemar } from './mcnemar.js'

/** Two runs with so many records that only one of them gets right, and some on which they agree. */
function runs(onlyFirst: number, onlySecond: number): [boolean[], boolean[]] {
  const first = [...Array<boolean>(onlyFirst).fill(true), ...Array<boolean>(onlySecond).fill(false), true, false]
  return [first, first.map((right, i) => (i < onlyFirst + onlySecond ? !right : right))]
}

/** The same by counting: 2 (C(n, 0) + … + C(n, k)) / 2^n in whole numbers. */
function counted(k: number, n: number): number {
  let choose = 1n
  let sum = 1n
  for (let i = 1; i <= k; i++) sum += choose = (choose * BigInt(n - i + 1)) / BigInt(i)
  return Math.min(1, Number((2n * sum * 10n ** 30n) / 2n ** BigInt(n)) / 1e30)
}

test.each([
  [59, 121],
  [10, 0],
  [0, 0],
  [4, 5],
  [5, 5],
  [300, 420],
])('%d against %d: as counted in whole numbers', (onlyFirst, onlySecond) => {
  const found = mcnemar(...runs(onlyFirst, onlySecond))
  const expected = counted(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond)
  expect([found.onlyFirst, found.onlySecond]).toEqual([onlyFirst, onlySecond])
  expect(Math.abs(found.pValue - expected)).toBeLessThan(1e-12 + 1e-9 * expected)
})

test('the published example of statsmodels (59 and 121) has 4.43e-6', () => {
  expect(mcnemar(...runs(59, 121)).pValue).toBeCloseTo(4.434e-6, 9)
})

test('a hundred thousand records do not run under', () => {
  expect(mcnemar(...runs(50_100, 49_900)).pValue).toBeCloseTo(0.529, 2)
  expect(mcnemar(...runs(60_000, 40_000)).pValue).toBe(0)
})

test('no records, and other records, are errors', () => {
  expect(() => mcnemar([], [])).toThrow('McNemar of 0 and 0 records')
  expect(() => mcnemar([true], [true, false])).toThrow('McNemar of 1 and 2 records, expected the same records in both runs')
})
