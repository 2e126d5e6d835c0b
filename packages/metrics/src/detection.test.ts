import { auroc } from './auroc.js'
import { detectionAt } from './detection.js'
import { random } from './random.js'

const negatives = Array.from({ length: 100 }, (_, i) => i)

test.each([
  [0.05, 94, 0.05],
  [0, 99, 0],
  [0.07, 92, 0.07],
  [0.059, 94, 0.05],
])('at %d the threshold is %d', (rate, threshold, reached) => {
  const found = detectionAt([threshold, threshold + 0.5, 200, -1], negatives, rate)
  expect(found.threshold).toBe(threshold)
  expect(found.truePositives.value).toBe(0.5)
  expect(found.falsePositives.value).toBe(reached)
})

test('everything is an alarm at a rate of 1, and ties stay below', () => {
  expect(detectionAt([-Infinity, 5], [1, 2], 1).truePositives.value).toBe(1)
  const tied = detectionAt([1, 2], [1, 1, 1, 0], 0.5)
  expect([tied.truePositives.value, tied.falsePositives.value]).toEqual([0.5, 0])
  expect(detectionAt([Infinity], [Infinity, 1], 0).truePositives.value).toBe(0)
})

test('averaged over all rates it is the area under the curve', () => {
  const source = random(3)
  const positives = Array.from({ length: 50 }, () => source.next() + 0.3)
  const others = Array.from({ length: 40 }, () => source.next())
  const mean = others.reduce((sum, _, i) => sum + detectionAt(positives, others, i / 40, { resamples: 1 }).truePositives.value, 0) / 40
  expect(mean).toBeCloseTo(auroc(positives, others).value, 12)
})

test('no scores, no numbers and no rates are errors', () => {
  expect(() => detectionAt([], [1], 0.1)).toThrow('detection of 0 positive and 1 negative scores')
  expect(() => detectionAt([1], [NaN], 0.1)).toThrow('a score is NaN')
  expect(() => detectionAt([1], [1], 5)).toThrow('falsePositiveRate is 5, expected a number from 0 to 1')
  expect(() => detectionAt([1], [1], NaN)).toThrow('falsePositiveRate is NaN')
})
