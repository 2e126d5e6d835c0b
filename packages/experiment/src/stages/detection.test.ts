import { detection } from './detection.js'

const matched = (falsePositiveRate: number) => ({ mode: 'matched', falsePositiveRate }) as const
const clean = Array.from({ length: 20 }, (_, i) => i)

test('the true-positive rate is at the stated rate, whatever the line of the defence was', () => {
  const triggered = [18.5, 17.5, 30, 0]
  expect(detection({ triggered, clean }, matched(0.05)).truePositiveRate?.value).toBe(0.5)
  expect(detection({ triggered, clean }, matched(0.1)).truePositiveRate?.value).toBe(0.75)
  expect(detection({ triggered, clean }, { mode: 'published' }).truePositiveRate?.value).toBe(0.5)
  expect(detection({ triggered: [30], clean }, matched(0.05)).detection?.value).toBe(1)
})

test.each([
  ['no triggered record', { triggered: [], clean }],
  ['no clean record', { triggered: [1], clean: [] }],
  ['records that are all equally suspicious', { triggered: [1, 1], clean: [1] }],
])('%s: there is nothing to tell apart', (_, suspicion) => {
  expect(detection(suspicion, matched(0.05))).toEqual({ detection: null, truePositiveRate: null })
})
