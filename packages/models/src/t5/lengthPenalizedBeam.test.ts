import { LengthPenalizedBeam } from './lengthPenalizedBeam.js'

test('a greedy search that has ended still fills its place in the batch', () => {
  const search = new LengthPenalizedBeam({ size: 1, begin: 0, end: 2, lengthPenalty: 1, earlyStopping: true })
  const step = (id: number) => search.advance({ ids: Int32Array.of(id), logProbabilities: Float32Array.of(-0.5), k: 1 }, 0)
  step(7)
  step(2)
  expect(search.done).toBe(true)
  expect(search.inputs.ids).toHaveLength(1)
  expect(search.hypotheses()).toEqual([{ ids: [7], score: -0.5, finished: true }])
})
