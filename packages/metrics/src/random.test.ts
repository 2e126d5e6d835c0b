import { random, xoshiro } from './random.js'

test('xoshiro128** gives the outputs that its definition gives by hand from state 1, 2, 3, 4', () => {
  // first: rotl(2·5, 7)·9 = 1280·9; second: the state's second word is then 2 ^ (3 ^ 1) = 0
  const next = xoshiro([1, 2, 3, 4])
  expect([next(), next(), next()]).toEqual([11520, 0, 5927040])
})

test('a seed always gives the same stream, other seeds give others', () => {
  const draw = (seed: number | string): number[] => {
    const source = random(seed)
    return Array.from({ length: 8 }, () => source.next())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw('7')).not.toEqual(draw(7))
  expect(draw('ab')).not.toEqual(draw('ba'))
})

test('numbers are spread evenly over [0, 1) and over the integers', () => {
  const source = random('even')
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) {
    const bin = Math.floor(source.next() * 10)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  expect(Object.keys(counts)).toHaveLength(10)
  // chi-squared with 9 degrees of freedom: 27.9 is exceeded once in a thousand
  const chi = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)
  expect(chi).toBeLessThan(27.9)
  expect(new Set(Array.from({ length: 200 }, () => source.integer(5)))).toEqual(new Set([0, 1, 2, 3, 4]))
})

test('normal draws have mean 0 and deviation 1', () => {
  const source = random(3)
  const draws = Array.from({ length: 50_000 }, () => source.normal())
  const mean = draws.reduce((a, b) => a + b, 0) / draws.length
  const deviation = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length)
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(deviation - 1)).toBeLessThan(0.02)
  expect(draws.every(Number.isFinite)).toBe(true)
})

test('a shuffle keeps every item, leaves its argument alone and reaches every order', () => {
  const source = random(1)
  const items = ['a', 'b', 'c'] as const
  const orders = new Set(Array.from({ length: 200 }, () => source.shuffle(items).join('')))
  expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  expect(items).toEqual(['a', 'b', 'c'])
})

test('a fork does not depend on what was drawn before, and differs by label', () => {
  const first = random(5)
  const second = random(5)
  second.next()
  expect(first.fork('x').next()).toBe(second.fork('x').next())
  expect(first.fork('x').next()).not.toBe(first.fork('y').next())
  expect(first.fork('x').next()).not.toBe(random(5).next())
})

test('impossible requests say what was expected', () => {
  expect(() => random(1).integer(0)).toThrow('integer(0): expected a whole number from 1 to 2^32')
  expect(() => random(1).pick([])).toThrow('nothing to pick from')
})
