import { learningRate } from './schedule.js'

describe('learningRate', () => {
  // transformers.get_linear_schedule_with_warmup as recorded in roberta_cls_1/expected.json: warm-up of 2.0 steps out of 20
  test('rises from zero over the warm-up and falls to zero at the end', () => {
    const rate = (step: number): number => learningRate(step, { learningRate: 1e-3, warmupSteps: 2, steps: 20 })
    expect([0, 1, 2, 3, 11, 19, 20].map(rate)).toEqual(
      [0, 0.0005, 0.001, (0.001 * 17) / 18, 0.0005, 0.001 / 18, 0].map((x) => expect.closeTo(x, 12)),
    )
  })

  test('stays where it is with a constant schedule', () => {
    const rate = (step: number): number => learningRate(step, { learningRate: 3, warmupSteps: 4, steps: 8, schedule: 'constant' })
    expect([0, 2, 4, 7].map(rate)).toEqual([0, 1.5, 3, 3])
  })

  test('needs no warm-up', () => {
    expect(learningRate(0, { learningRate: 5, steps: 10 })).toBe(5)
  })
})
