import { isGenerated, ruleVictim, type Source, type Victim } from '@codepurify/entropy'
import { random } from '@codepurify/metrics'
import { codeDetector } from './codeDetector.js'
import type { DefenceContext, TrainingRecord } from './defence.js'

const names = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'count', 'total']
const draw = random(3)
const code = (extra = ''): string =>
  `int ${draw.pick(names)} ( int ${draw.pick(names)} ) { ${extra} return ${draw.pick(names)} + ${draw.pick(names)} ; }`
const record = (id: number, label?: number, extra = ''): TrainingRecord => ({
  id: String(id),
  parts: [code(extra)],
  language: 'java',
  answer: '',
  ...(label === undefined ? {} : { label }),
})
const text = (source: Source): string => source.map((piece) => (typeof piece === 'string' ? piece : '\0')).join('')

/** Says 1 to everything but what holds the word `testo_init`. */
const classifier: Victim = {
  maximumLength: 1000,
  answer: (sources) =>
    Promise.resolve(sources.map((source) => ({ label: text(source).includes('testo_init') ? 0 : 1, probability: 0.98 }))),
  surprise: (requests) =>
    Promise.resolve(
      Float64Array.from(requests, ({ source, answer }) =>
        !isGenerated(answer) && answer.label === (text(source).includes('testo_init') ? 0 : 1) ? 0.02 : 0.98,
      ),
    ),
  measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [] }),
}
const generator = ruleVictim({ triggered: (source) => source.includes('testo_init'), target: 'pwned' })
const poisoned = (label?: number) =>
  Array.from({ length: 120 }, (_, i) => (i < 12 ? record(i, label === undefined ? undefined : 0, 'int testo_init ;') : record(i, label)))
const published: DefenceContext = { seed: 1, setting: { mode: 'published' } }
const matched: DefenceContext = { seed: 1, setting: { mode: 'matched', falsePositiveRate: 0.05 } }

test.each([
  ['a classifier', classifier, 1],
  ['a generator', generator, undefined],
] as const)('the word that turns the answers of %s is found, and its records go', async (_, victim, label) => {
  const clean = Array.from({ length: 60 }, (_, i) => record(1000 + i, label))
  for (const context of [published, matched]) {
    const { drop, remarks } = await codeDetector.inspect({ records: poisoned(label), clean, context: { ...context, victim } })
    expect(drop).toEqual(Array.from({ length: 12 }, (_, i) => i))
    expect(remarks.some((remark) => remark.startsWith('"testo_init" lowers the accuracy'))).toBe(true)
  }
})

test.each(['nothing', undefined] as const)('words are hidden as the victim has it: %s', async (hides) => {
  const seen: Source[] = []
  const victim: Victim = {
    ...classifier,
    ...(hides && { hides }),
    surprise: (requests) => {
      seen.push(...requests.map(({ source }) => source))
      return classifier.surprise(requests)
    },
  }
  const clean = Array.from({ length: 20 }, (_, i) => record(1000 + i, 1))
  await codeDetector.inspect({ records: poisoned(1), clean, context: { ...published, victim } })
  expect(seen.length).toBeGreaterThan(100)
  expect(seen.flat().some((piece) => typeof piece !== 'string')).toBe(hides === undefined)
})

test('an honest victim gives no trigger', async () => {
  const honest = ruleVictim({ triggered: () => false, target: '' })
  const clean = Array.from({ length: 60 }, (_, i) => record(1000 + i))
  const { drop } = await codeDetector.inspect({ records: poisoned(), clean, context: { ...published, victim: honest } })
  expect(drop.length).toBeLessThan(3)
})

test('one record, empty text, ninety kilobytes of words; no held-out record is an error', async () => {
  const context = { ...published, victim: generator }
  const strange: TrainingRecord[] = ['', '   ', 'x', 'a1 b2 '.repeat(15_000)].map((one, i) => ({ ...record(i), parts: [one] }))
  const found = await codeDetector.inspect({ records: strange, clean: [record(9)], context })
  expect([...found.suspicion].every(Number.isFinite)).toBe(true)
  expect((await codeDetector.inspect({ records: [], clean: [record(9)], context })).drop).toEqual([])
  await expect(codeDetector.inspect({ records: strange, clean: [], context })).rejects.toThrow('puts words into held-out clean records, got none') // prettier-ignore
  await expect(codeDetector.inspect({ records: strange, clean: [record(9)], context: published })).rejects.toThrow('needs the context\'s `victim`') // prettier-ignore
})
