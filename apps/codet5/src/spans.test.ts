import { random } from '@codepurify/metrics'
import { spans } from './spans.js'

test('15 % of the tokens are hidden, in spans of three on average that stand apart', () => {
  for (const length of [1, 2, 3, 7, 20, 158]) {
    for (let seed = 0; seed < 50; seed++) {
      const found = spans(length, random(seed))
      const hidden = found.reduce((sum, [start, end]) => sum + end - start, 0)
      expect(hidden).toBe(Math.max(1, Math.round(0.15 * length)))
      expect(found.length).toBeLessThanOrEqual(Math.max(1, Math.round(hidden / 3)))
      found.forEach(([start, end], i) => {
        expect(end).toBeGreaterThan(start)
        expect(start).toBeGreaterThan(i === 0 ? -1 : (found[i - 1]?.[1] ?? 0))
        expect(end).toBeLessThanOrEqual(length)
      })
    }
  }
})

test('every place can be hidden, the first and the last too', () => {
  const places = new Set<number>()
  for (let seed = 0; seed < 500; seed++)
    for (const [start, end] of spans(20, random(seed))) for (let at = start; at < end; at++) places.add(at)
  expect(places.size).toBe(20)
})

test('the same seed gives the same spans', () => {
  expect(spans(100, random(3))).toEqual(spans(100, random(3)))
  expect(spans(100, random(3))).not.toEqual(spans(100, random(4)))
})
