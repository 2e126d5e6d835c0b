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

test('a sequence above the budget goes alone, and nothing gives no batches', () => {
  expect(lengthSortedBatches([{ source: 9, target: 0 }, { source: 99, target: 9 }, { source: 9, target: 0 }], 20)).toEqual([[0, 2], [1]]) // prettier-ignore
  expect(lengthSortedBatches([], 20)).toEqual([])
})
