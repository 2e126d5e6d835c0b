import { matMulRate } from './index.js'

test('is the number of operations over the time on the clock given', async () => {
  let time = 0
  const { median, best } = await matMulRate({ size: [100, 50, 200], repeats: 3, now: () => (time += 0.5) })
  expect(median).toBeCloseTo((2 * 100 * 50 * 200) / 0.5e-3 / 1e9, 6)
  expect(best).toBe(median)
})
