import { MaskedLm } from './maskedLm.js'
import { golden } from '../testing/golden.js'

interface Expected {
  readonly lengths: number[]
  readonly input_ids: number[][]
  readonly argmax: number[][]
  readonly labels: number[][]
  readonly loss: number
}

test('the likeliest tokens are those of RobertaForMaskedLM, whatever shares the batch', async () => {
  const { checkpoint, expected } = await golden<Expected>('roberta_mlm')
  const model = await MaskedLm.create({ ...checkpoint, threads: 1 })
  const requests = expected.input_ids.map((row, i) => ({
    ids: row.slice(0, expected.lengths[i]),
    positions: [...Array(expected.lengths[i]).keys()],
  }))
  for (const tokenBudget of [2048, 16]) {
    const guesses = await model.predict(requests, { top: 3, tokenBudget })
    expect(guesses.map((places) => places.map(([best]) => best?.id))).toEqual(
      expected.argmax.map((row, i) => row.slice(0, expected.lengths[i])),
    )
    for (const [first, second, third] of guesses.flat()) {
      if (!first || !second || !third) throw new Error('expected three guesses')
      expect(first.logProbability).toBeLessThanOrEqual(0)
      expect(second.logProbability).toBeLessThanOrEqual(first.logProbability)
      expect(third.logProbability).toBeLessThanOrEqual(second.logProbability)
    }
  }
  expect(await model.predict([{ ids: [0, 2], positions: [] }], { top: 1 })).toEqual([[]])
  await expect(model.predict([{ ids: [0, 2], positions: [2] }], { top: 1 })).rejects.toThrow(
    /request 0 asks for place 2, expected a whole number from 0 to 1/,
  )
  await expect(model.predict([], { top: 0 })).rejects.toThrow(/top is 0/)
  await model.release()
})

test('the surprise of labels is the loss of RobertaForMaskedLM, whatever shares the batch', async () => {
  const { checkpoint, expected } = await golden<Expected>('roberta_mlm')
  const model = await MaskedLm.create({ ...checkpoint, threads: 1 })
  const requests = expected.input_ids.map((row, i) => {
    const own = expected.labels[i] ?? []
    const positions = [...own.keys()].filter((place) => own[place] !== -100)
    return { ids: row.slice(0, expected.lengths[i]), positions, labels: positions.map((place) => own[place] ?? NaN) }
  })
  for (const tokenBudget of [2048, 16]) {
    const surprises = (await model.surprise(requests, { tokenBudget })).flatMap((row) => [...row])
    expect(surprises.reduce((sum, value) => sum + value, 0) / surprises.length / expected.loss).toBeCloseTo(1, 5)
  }
  expect(await model.surprise([])).toEqual([])
  await expect(model.surprise([{ ids: [0, 2], positions: [0], labels: [] }])).rejects.toThrow('request 0 has 0 labels for 1 places')
  await expect(model.surprise([{ ids: [0, 2], positions: [0], labels: [100_000] }])).rejects.toThrow(/100000/)
  await model.release()
})
