import { LengthPenalizedBeam } from './lengthPenalizedBeam.js'

const END = 9

/** A step whose rows list [id, probability], best first. */
function candidates(...rows: readonly (readonly (readonly [id: number, probability: number])[])[]) {
  const k = rows[0]?.length ?? 0
  return {
    k,
    ids: Int32Array.from(rows.flat(), ([id]) => id),
    logProbabilities: Float32Array.from(rows.flat(), ([, probability]) => Math.log(probability)),
  }
}

const beamOf = (options: Partial<{ size: number; lengthPenalty: number; earlyStopping: boolean }>) =>
  new LengthPenalizedBeam({ size: 2, begin: 0, end: END, lengthPenalty: 1, earlyStopping: false, ...options })

// prettier-ignore
const steps = [
  candidates([[3, 0.5], [END, 0.3], [4, 0.15], [5, 0.05]], [[8, 1], [7, 1], [6, 1], [5, 1]]),
  candidates([[5, 0.9], [END, 0.05], [6, 0.03], [7, 0.02]], [[END, 0.8], [6, 0.1], [5, 0.06], [7, 0.04]]),
  candidates([[END, 0.99], [5, 0.005], [6, 0.003], [7, 0.002]], [[5, 0.7], [6, 0.2], [4, 0.06], [7, 0.04]]),
]

test('an end is set aside, the best others go on, and what ended is ranked by its length', () => {
  const beam = beamOf({})
  for (const [at, step] of steps.entries()) {
    expect(beam.done).toBe(false)
    beam.advance(step, 0)
    // the end never stands at a place: its candidate is replaced by the next best
    if (at === 0) expect([...beam.inputs.ids]).toEqual([3, 4])
  }
  expect(beam.done).toBe(false) // as long as the likeliest continuation, here an end itself, beats the worst found
  // [3, 5]: log(0.5 * 0.9 * 0.99) / 3; [4]: log(0.15 * 0.8) / 2; []: log(0.3) / 1, which [4] has pushed out
  expect(beam.hypotheses()).toEqual([
    { ids: [3, 5], score: expect.closeTo(Math.log(0.4455) / 3, 6), finished: true },
    { ids: [4], score: expect.closeTo(Math.log(0.12) / 2, 6), finished: true },
  ])
})

test('stopping early takes the first that end', () => {
  const beam = beamOf({ earlyStopping: true })
  beam.advance(steps[0] ?? candidates(), 0)
  expect(beam.done).toBe(false)
  beam.advance(steps[1] ?? candidates(), 0)
  expect(beam.done).toBe(true)
  expect(beam.hypotheses().map(({ ids }) => ids)).toEqual([[4], []])
})

test('a larger exponent favours longer sequences, and open ones are listed when the steps run out', () => {
  const beam = beamOf({ lengthPenalty: 3 })
  beam.advance(steps[0] ?? candidates(), 0)
  beam.advance(steps[1] ?? candidates(), 0)
  const found = beam.hypotheses()
  expect(found).toEqual([
    { ids: [3, 5], score: expect.closeTo(Math.log(0.45) / 27, 6), finished: false },
    { ids: [3, 6], score: expect.closeTo(Math.log(0.015) / 27, 6), finished: false },
  ])
  expect(beam.hypotheses()).toEqual(found) // asking changes nothing
})

test("a batch's searches read their own rows", () => {
  const beam = beamOf({ size: 1, earlyStopping: true })
  beam.advance(candidates([[3, 0.6]], [[END, 0.5]]), 1) // prettier-ignore
  expect(beam.done).toBe(true)
  expect(beam.hypotheses()).toEqual([{ ids: [], score: expect.closeTo(Math.log(0.5), 6), finished: true }])
})
