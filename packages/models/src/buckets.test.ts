import { random } from '@codepurify/metrics'
import { lengthSortedBatches } from './buckets.js'

test('every sequence is in one batch, no batch passes the budget, and hardly anything is padding', () => {
  const stream = random('lengths')
  const lengths = Array.from({ length: 500 }, () => ({ source: 1 + stream.integer(168), target: 1 + stream.integer(100) }))
  const batches = lengthSortedBatches(lengths, 1024)
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()])
  let padded = 0
  for (const batch of batches) {
    const own = batch.map((index) => lengths[index] ?? { source: 0, target: 0 })
    const tokens = batch.length * (Math.max(...own.map(({ source }) => source)) + Math.max(...own.map(({ target }) => target)))
    expect(tokens).toBeLessThanOrEqual(1024)
    padded += batch.length * Math.max(...own.map(({ source }) => source))
  }
  expect(padded / lengths.reduce((sum, { source }) => sum + source, 0)).toBeLessThan(1.05)
})

function padding(lengths: readonly { source: number; target: number }[], batches: readonly number[][]): number {
  const real = lengths.reduce((sum, { source, target }) => sum + source + target, 0)
  const computed = batches.reduce((sum, batch) => {
    const own = batch.map((index) => lengths[index] ?? { source: 0, target: 0 })
    return sum + batch.length * (Math.max(...own.map(({ source }) => source)) + Math.max(...own.map(({ target }) => target)))
  }, 0)
  return computed / real - 1
}

test.each([
  // 40 sources, each a little shorter than the record's target
  [
    'variants of several records',
    [60, 75, 90, 120].flatMap((target) => Array.from({ length: 40 }, (_, i) => ({ source: target - (i % 30), target }))),
  ],
  ['short targets of any length', Array.from({ length: 160 }, (_, i) => ({ source: 20 + i, target: 5 + ((i * 7) % 10) }))],
  ['long and short pairs', Array.from({ length: 160 }, (_, i) => ({ source: 20 + i, target: 25 + i - (i % 6) }))],
])('%s: less than a tenth is padding', (_, lengths) => {
  expect(padding(lengths, lengthSortedBatches(lengths, 1024))).toBeLessThan(0.1)
})

test('a sequence above the budget goes alone, and nothing gives no batches', () => {
  expect(lengthSortedBatches([{ source: 9, target: 0 }, { source: 99, target: 9 }, { source: 9, target: 0 }], 20)).toEqual([[0, 2], [1]]) // prettier-ignore
  expect(lengthSortedBatches([], 20)).toEqual([])
})
