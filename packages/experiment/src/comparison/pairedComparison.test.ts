import { share, unseenShare } from '@codepurify/metrics'
import type { PurifiedRecord } from '../defences/purifiedRecord.js'
import type { TaskMetric } from '../task.js'
import { pairedComparison } from './pairedComparison.js'

const accuracy: TaskMetric = {
  key: 'accuracy',
  title: 'ACC',
  scale: 'share',
  statistics: (answer, reference) => [Number(answer === reference), 1],
  value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 0),
}
const toy = { target: 'bad', metrics: [accuracy], comparable: () => Promise.resolve((answer: string) => answer) } as const

/** Records of one kind whose answers behind the defence are given; what is expected of each is `good`. */
const records = (kind: PurifiedRecord['kind'], answers: readonly string[]): PurifiedRecord[] =>
  answers.map((answerDefended, i) => ({
    kind,
    id: `${i}`,
    code: `f(${i})`,
    planted: [],
    purified: '',
    units: [],
    top: null,
    suspected: false,
    suspicion: 0,
    modelCalls: 0,
    answer: 'bad',
    answerDefended,
    reference: 'good',
  }))
const both = (triggered: readonly string[], clean: readonly string[] = ['good', 'good']) => [
  ...records('triggered', triggered),
  ...records('clean', clean),
]
const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

test('means over the attacks, however many records each has, and ours minus the other', async () => {
  const found = await pairedComparison(
    toy,
    [
      { attack: 'a', ours: both(['bad', 'good', 'good', ' good']), other: both(['bad', 'bad', ' bad\n', 'good'], ['good', 'worse']) },
      { attack: 'b', ours: both(['good', 'good']), other: both(['bad', 'good']) },
    ],
    1,
  )
  expect(found.asrDefended.ours.value).toBeCloseTo((1 / 4 + 0) / 2)
  expect(found.asrDefended.other.value).toBeCloseTo((3 / 4 + 1 / 2) / 2)
  expect(found.asrDefended.difference.value).toBeCloseTo(1 / 8 - 5 / 8)
  expect(found.clean).toMatchObject({ ours: { value: 1 }, other: { value: 0.75 }, difference: { value: 0.25 } })
})

test('a record counts once, in however many attacks it stands', async () => {
  const [ours, other] = [both([...many(20, 'bad'), ...many(20, 'good')]), both([...many(30, 'bad'), ...many(10, 'good')])]
  const once = await pairedComparison(toy, [{ attack: 'a', ours, other }], 1)
  const four = await pairedComparison(toy, ['a', 'b', 'c', 'd'].map((attack) => ({ attack, ours, other })), 1) // prettier-ignore
  for (const which of ['low', 'high'] as const)
    expect(four.asrDefended.difference[which]).toBeCloseTo(once.asrDefended.difference[which], 10)
  const { low, high } = once.asrDefended.ours
  const { low: least, high: most } = share([...many(20, true), ...many(20, false)])
  expect([low, high].map((one) => Math.abs(one - 0.5))).toEqual([expect.closeTo(0.5 - least, 1), expect.closeTo(most - 0.5, 1)])
})

test('equal defences differ by nothing; of shares, by no more than records that were not drawn could show', async () => {
  const ours = both(['bad', 'good', 'good'])
  const { asrDefended, clean } = await pairedComparison(toy, [{ attack: 'a', ours, other: ours }], 1)
  expect(clean.difference).toEqual({ value: 0, low: 0, high: 0 })
  const unseen = unseenShare(3)
  expect(asrDefended.difference).toEqual({ value: 0, low: -unseen, high: unseen })
  const spotless = both(['good', 'good', 'good'])
  const { asrDefended: none } = await pairedComparison(toy, [{ attack: 'a', ours: spotless, other: spotless }], 1)
  expect(none.ours).toEqual({ value: 0, low: 0, high: unseen })
})

test('an attack of few records may be missing from a resample', async () => {
  const ours = both(many(30, 'good'))
  const rare = { attack: 'b', ours: both(['good']), other: both(['bad']) }
  const { asrDefended } = await pairedComparison(toy, [{ attack: 'a', ours, other: ours }, rare], 1)
  expect(asrDefended.difference).toMatchObject({ value: -0.5, low: -0.5, high: 0 })
})

test.each([
  ['one more', both(['good', 'good', 'good'])],
  ['one less', both(['good'])],
  ['other code', both(['good', 'good']).map((one) => ({ ...one, code: 'g()' }))],
])('%s: records that are not the same are an error that names the attack', async (_, other) => {
  await expect(pairedComparison(toy, [{ attack: 'a', ours: both(['good', 'good']), other }], 1)).rejects.toThrow(/^a: two defences were given other triggered records/u) // prettier-ignore
})
