import { random } from '@codepurify/metrics'
import { corrupt } from './corrupt.js'

const ids = Array.from({ length: 200 }, (_, i) => 10 + (i % 80))
const noise = (seed: number) => corrupt(ids, { maskId: 99, firstOrdinary: 5, endOrdinary: 95, random: random(seed) })

test('every labelled place holds the mask, another token or the token itself, and its label is what stood there', () => {
  let masked = 0
  let labelled = 0
  for (let seed = 0; seed < 200; seed++) {
    const { ids: noisy, positions, labels } = noise(seed)
    expect(positions).toHaveLength(labels.length)
    positions.forEach((position, i) => {
      expect(position).toBeLessThan(noisy.length)
      expect(ids).toContain(labels[i])
      if (noisy[position] === 99) masked += 1
    })
    labelled += labels.length
    expect(noisy.filter((id) => id === 99)).toHaveLength(positions.filter((p) => noisy[p] === 99).length)
  }
  expect(masked / labelled).toBeGreaterThan(0.7)
  expect(labelled / (200 * ids.length)).toBeGreaterThan(0.08)
  expect(labelled / (200 * ids.length)).toBeLessThan(0.2)
})

test('about one sequence in seven stays whole', () => {
  const whole = Array.from({ length: 1000 }, (_, seed) => noise(seed)).filter(({ ids: noisy }) => noisy === ids)
  expect(whole.length).toBeGreaterThan(100)
  expect(whole.length).toBeLessThan(200)
})

test('the same seed gives the same noise', () => {
  expect(noise(7)).toEqual(noise(7))
  expect(noise(7)).not.toEqual(noise(8))
})
