import { random } from '@codepurify/metrics'
import { activationClustering } from './activationClustering.js'
import type { DefenceContext, TrainingRecord } from './defence.js'
import { principalAxes } from './principalAxes.js'
import { spectralScores, spectralSignatures } from './spectralSignatures.js'
import { golden } from './testing/golden.js'

const record = (id: string, label?: number): TrainingRecord => ({
  id,
  parts: ['void f() {}'],
  language: 'java',
  answer: '',
  ...(label === undefined ? {} : { label }),
})

/** Records whose representations are given: by their ids. */
function withRows(rows: readonly ArrayLike<number>[], setting: DefenceContext['setting'], label?: (i: number) => number) {
  const records = rows.map((_, i) => record(String(i), label?.(i)))
  const representations = (some: readonly TrainingRecord[]) =>
    Promise.resolve(some.map(({ id }) => Float32Array.from(rows[Number(id)] ?? [])))
  const context: DefenceContext = { seed: 1, setting, representations }
  return { records, context }
}

test('spectral scores and their order are those of numpy', async () => {
  const { expected, rows } = await golden()
  const points = rows('X')
  const one = spectralScores(points, principalAxes(points, 1))
  const worst = (a: Float64Array, b: readonly number[]) => Math.max(...b.map((value, i) => Math.abs((a[i] ?? NaN) - value) / value))
  expect(worst(one.map((score) => score ** 2), expected.spectral.scores)).toBeLessThan(1e-5) // prettier-ignore
  expect([...one.keys()].sort((a, b) => (one[b] ?? 0) - (one[a] ?? 0))).toEqual(expected.spectral.rank_descending)
  const five = spectralScores(points, principalAxes(points, 5))
  expect(worst(five, expected.spectral.scores_l2_top5)).toBeLessThan(1e-5)
  expect(worst(five.map((score) => score ** 2), expected.spectral.scores_top5_subspace)).toBeLessThan(1e-5) // prettier-ignore
})

test('both published settings find the planted rows', async () => {
  const { expected, rows } = await golden()
  const points = rows('X')
  const { records, context } = withRows(points, { mode: 'published', poisonRate: 24 / 200 })
  const spectral = await spectralSignatures.inspect({ records, clean: [], context })
  expect(spectral.drop).toHaveLength(Math.floor((200 * 1.5 * 0.12) / 1.12))
  expect(spectral.drop.filter((i) => expected.planted_rows.includes(i)).length).toBeGreaterThanOrEqual(20)
  const clustering = await activationClustering.inspect({ records, clean: [], context })
  expect(clustering.drop).toEqual(expected.planted_rows)
  expect(clustering.remarks).toEqual(['all records: clusters of 176 and 24'])
})

test.each([spectralSignatures, activationClustering])(
  '$title: the matched setting keeps the rate on clean records and finds the planted',
  async (defence) => {
    const draw = random(5)
    const clean = () => Array.from({ length: 6 }, () => draw.normal())
    const planted = () => clean().map((x, i) => x + (i < 3 ? 9 : 0))
    const rows = [...Array.from({ length: 190 }, clean), ...Array.from({ length: 10 }, planted), ...Array.from({ length: 400 }, clean)]
    const { records, context } = withRows(rows, { mode: 'matched', falsePositiveRate: 0.05 }, (i) => i % 2)
    const { drop, threshold, suspicion } = await defence.inspect({ records: records.slice(0, 200), clean: records.slice(200), context })
    expect(drop.filter((i) => i >= 190).length).toBeGreaterThanOrEqual(9)
    expect(drop.filter((i) => i < 190).length / 190).toBeLessThan(0.09)
    expect([...suspicion.keys()].filter((i) => (suspicion[i] ?? 0) > (threshold ?? NaN))).toEqual(drop)
  },
)

describe.each([spectralSignatures, activationClustering])('hostile input to $title', (defence) => {
  const published = { mode: 'published', poisonRate: 0.3 } as const
  test.each([
    ['no record', []],
    ['one record', [[1, 2, 3]]],
    ['equal representations', Array.from({ length: 9 }, () => [0.1, 0.2, 0.3])],
    ['no width', [[], [], []]],
  ])('%s: nothing is dropped, every suspicion is finite', async (_, rows) => {
    const { records, context } = withRows(rows, published)
    const { drop, suspicion } = await defence.inspect({ records, clean: [], context })
    expect(drop).toEqual([])
    expect([...suspicion].every(Number.isFinite)).toBe(true)
  })

  test('classes of one record are left alone', async () => {
    const { records, context } = withRows([[1, 0], [0, 1], [5, 5]], { mode: 'published', poisonRate: 0 }, (i) => i) // prettier-ignore
    expect((await defence.inspect({ records, clean: [], context })).drop).toEqual([])
  })

  test('NaN, a missing need, an answer of the wrong number and too few clean records are named', async () => {
    const nan = withRows([[1, 2], [NaN, 1]], published) // prettier-ignore
    await expect(defence.inspect({ ...nan, clean: [] })).rejects.toThrow('representation 1 holds NaN at place 0')
    const { records, context } = withRows([[1, 2], [2, 1]], { mode: 'matched', falsePositiveRate: 0.05 }) // prettier-ignore
    await expect(defence.inspect({ records, clean: records, context })).rejects.toThrow('2 clean records cannot give a threshold')
    const { representations: _representations, ...without } = context
    await expect(defence.inspect({ records, clean: [], context: without })).rejects.toThrow('needs the context\'s `representations`') // prettier-ignore
    const short = { ...context, representations: () => Promise.resolve([]) }
    await expect(defence.inspect({ records, clean: [], context: short })).rejects.toThrow('got 0 representations of 2 records')
  })
})

test('Spectral Signatures asks for the poison rate in its published setting', async () => {
  const { records, context } = withRows([[1], [2]], { mode: 'published' })
  await expect(spectralSignatures.inspect({ records, clean: [], context })).rejects.toThrow('needs the true poison rate, got undefined')
})
