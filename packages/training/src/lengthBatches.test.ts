import { random } from '@codepurify/metrics'
import { lengthBatches, stepBatches } from './lengthBatches.js'

const draw = random('lengths')
const lengths = Array.from({ length: 3000 }, () => ({ source: 5 + draw.integer(160), target: 3 + draw.integer(160) }))

function paddedTokens(batch: readonly number[]): number {
  const longest = (side: 'source' | 'target'): number => Math.max(...batch.map((i) => lengths[i]?.[side] ?? 0))
  return batch.length * (longest('source') + longest('target'))
}

describe('lengthBatches', () => {
  test.each([{ tokenBudget: 2048 }, { recordsPerBatch: 16 }])('has every record once in an epoch: %j', (options) => {
    const batches = lengthBatches(lengths, { ...options, seed: 1 })(0)
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i))
  })

  test('keeps to the budget, and gives a record above it a batch of its own', () => {
    const batches = lengthBatches([...lengths, { source: 9000, target: 1 }], { tokenBudget: 2048, seed: 1 })(3)
    expect(batches).toContainEqual([3000])
    for (const batch of batches) if (batch[0] !== 3000) expect(paddedTokens(batch)).toBeLessThanOrEqual(2048)
  })

  test('depends on the seed and the epoch alone', () => {
    const batches = lengthBatches(lengths, { tokenBudget: 2048, seed: 7 })
    const first = batches(1)
    batches(0)
    expect(batches(1)).toEqual(first)
    expect(lengthBatches(lengths, { tokenBudget: 2048, seed: 7 })(1)).toEqual(first)
    expect(batches(2)).not.toEqual(first)
    expect(lengthBatches(lengths, { tokenBudget: 2048, seed: 8 })(1)).not.toEqual(first)
  })

  test('pads much less than batches in random order', () => {
    const waste = (batches: readonly (readonly number[])[]): number => {
      const real = lengths.reduce((sum, { source, target }) => sum + source + target, 0)
      return batches.reduce((sum, batch) => sum + paddedTokens(batch), 0) / real
    }
    const sources = lengths.map(({ source }) => ({ source, target: source }))
    lengths.splice(0, lengths.length, ...sources)
    const shuffled = random(1).shuffle(lengths.map((_, i) => i))
    const inRandomOrder = Array.from({ length: 188 }, (_, i) => shuffled.slice(16 * i, 16 * (i + 1)))
    expect(waste(inRandomOrder)).toBeGreaterThan(1.6)
    expect(waste(lengthBatches(lengths, { recordsPerBatch: 16, seed: 1 })(0))).toBeLessThan(1.05)
  })

  test.each([{ tokenBudget: 0 }, { recordsPerBatch: 1.5 }, { recordsPerBatch: Number.NaN }])('refuses %j', (options) => {
    expect(() => lengthBatches(lengths, { ...options, seed: 1 })).toThrow(/expected a whole number of at least 1/)
  })
})

describe('stepBatches', () => {
  test('walks through the epochs, from any step', () => {
    const batches = lengthBatches(lengths, { tokenBudget: 2048, seed: 3 })
    const expected = [...batches(0), ...batches(1), ...batches(2)]
    const walk = stepBatches(batches)
    expect(expected.map((_, step) => walk(step).indices)).toEqual(expected)
    const later = batches(0).length + 5
    expect(stepBatches(batches)(later)).toEqual({ epoch: 1, indices: batches(1)[5] })
    expect(walk(2).epoch).toBe(0)
  })

  test('refuses an empty data set', () => {
    expect(() => stepBatches(lengthBatches([], { tokenBudget: 10, seed: 1 }))(0)).toThrow('is the data set empty?')
  })
})
