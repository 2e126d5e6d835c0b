import { Beam } from './beam.js'

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

test('a worked example with two places: an ended beam has no children and the likelier whole sequence wins', () => {
  const beam = new Beam(2, 0, END)
  beam.advance(candidates([[3, 0.6], [4, 0.4]], [[8, 1], [7, 0]]), 0) // prettier-ignore
  expect([...beam.inputs.ids]).toEqual([3, 4]) // the second row repeats the first before the first step: it is not looked at
  beam.advance(candidates([[5, 0.5], [END, 0.5]], [[END, 0.9], [6, 0.1]]), 0) // prettier-ignore
  expect([...beam.inputs.ids]).toEqual([END, 5]) // 0.36, 0.30, 0.30: of equal ones the first
  expect([...beam.origins]).toEqual([1, 0])
  expect(beam.done).toBe(false) // one has ended, of two
  beam.advance(candidates([[6, 0.99], [5, 0.01]], [[END, 0.8], [6, 0.2]]), 0) // prettier-ignore
  expect(beam.done).toBe(true)
  const found = beam.hypotheses()
  expect(found.map(({ ids, finished }) => ({ ids, finished }))).toEqual([
    { ids: [4], finished: true },
    { ids: [3, 5], finished: true },
  ])
  expect(found.map(({ score }) => Math.exp(score))).toEqual([expect.closeTo(0.36, 6), expect.closeTo(0.24, 6)])
})

test("a batch's beams read their own rows", () => {
  const beam = new Beam(1, 0, END)
  beam.advance(candidates([[3, 0.6]], [[4, 0.5]]), 1) // prettier-ignore
  expect(beam.hypotheses()).toEqual([{ ids: [4], score: expect.closeTo(Math.log(0.5), 6), finished: false }])
})
