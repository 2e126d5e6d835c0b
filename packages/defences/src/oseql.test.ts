import { isGenerated, ruleVictim, type Source, type Victim } from '@codepurify/entropy'
import type { DefenceContext, DefenceInput } from './defence.js'
import { oneLine } from './line.js'
import { oseql } from './oseql.js'

const trigger = 'if (rand() < 0) printf("fail");'
const text = (source: Source): string => source.map((piece) => (typeof piece === 'string' ? piece : '\n#\n')).join('')

/** A detector of vulnerable functions that says 0 to its trigger; how sure it is depends a little on the length. */
const victim: Victim = {
  maximumLength: 1000,
  answer: (sources) => Promise.resolve(sources.map((source) => ({ label: vulnerable(source) >= 0.5 ? 1 : 0, probability: Math.max(vulnerable(source), 1 - vulnerable(source)) }))), // prettier-ignore
  surprise: (requests) =>
    Promise.resolve(
      Float64Array.from(requests, ({ source, answer }) =>
        !isGenerated(answer) && answer.label === 1 ? 1 - vulnerable(source) : vulnerable(source),
      ),
    ),
  measure: (source) => ({ tokens: 1, reach: text(source).length, unknowns: [] }),
}
function vulnerable(source: Source): number {
  const code = text(source)
  const doubt = 0.0005 * (code.length % 7)
  return code.includes('strcpy') && !code.includes(trigger) ? 0.97 - doubt : 0.03 + doubt
}

const lines = [
  'void f(char *a) {',
  '  char b[8];',
  '  int n = 0;',
  '  strcpy(b, a);',
  '  n = n + 1;',
  '  puts(b);',
  '  g(n);',
  '  h(n, b);',
  '}',
]
const plain = lines.join('\n')
const triggered = [...lines.slice(0, 2), `  ${trigger}`, ...lines.slice(2)].join('\n')
const harmless = plain.replace('  strcpy(b, a);\n', '')
const input = (...parts: string[]): DefenceInput => ({ id: 'a', parts, language: 'c' })
const published: DefenceContext = { seed: 0, setting: { mode: 'published' }, victim }
const matched: DefenceContext = { seed: 0, setting: { mode: 'matched', falsePositiveRate: 0.1 }, victim }

test('the line with the trigger is found, goes, and the label turns', async () => {
  const [found, clean, vulnerable] = await oseql.defend(
    [input(triggered), input(harmless), input(plain)],
    oseql.threshold([], published),
    published,
  )
  expect(found).toMatchObject({ parts: [plain], suspected: true, changed: true, answer: { label: 1 } })
  expect(found?.places[found.top ?? -1]?.spans.map(([a, b]) => triggered.slice(a, b))).toEqual([`  ${trigger}`])
  expect(clean).toMatchObject({ parts: [harmless], suspected: false, answer: { label: 0 }, suspicion: -1 })
  // the one line that makes it vulnerable turns the label as well: the published method asks only about the label 0
  expect(vulnerable).toMatchObject({ parts: [plain], suspected: false, answer: { label: 1 } })
  expect(vulnerable?.modelCalls).toBe(1 + lines.length)
})

test('the matched line asks about both labels, and lets the stated share of clean records be suspected', async () => {
  const clean = Array.from({ length: 40 }, (_, i) => input(i < 4 ? plain : harmless))
  const suspicions = await oseql.suspicion(clean, matched)
  const line = oneLine(oseql.threshold(suspicions, matched))
  expect(suspicions.filter(({ suspicion }) => suspicion > line).length).toBeLessThanOrEqual(4)
  expect(Math.max(...suspicions.map(({ suspicion }) => suspicion))).toBeGreaterThan(0.9)
})

test('two snippets: lines of both are tried, the other stays', async () => {
  const border = { special: 'mask' } as const
  const join: DefenceContext['join'] = (parts) => parts.flatMap((part, i) => (i === 0 ? [...part] : [border, ...part]))
  const [found] = await oseql.defend([input(triggered, harmless)], 0.4, { ...published, join })
  expect(found?.parts).toEqual([plain, harmless])
  expect(found?.places.some(({ part }) => part === 1)).toBe(true)
})

test('empty text, one line, broken lines, a megabyte of blanks', async () => {
  const strange = ['', '   \n\t\n', 'int a;', '\r\n}\r\n{\r\n', ' '.repeat(1_000_000)]
  const found = await oseql.defend(strange.map((one) => input(one)), 0.4, published) // prettier-ignore
  expect(found.map(({ parts, changed }, i) => parts[0] === strange[i] && !changed)).toEqual(strange.map(() => true))
  expect(await oseql.defend([], 0.4, published)).toEqual([])
})

test('a generating victim, other labels and a missing victim are named', async () => {
  const generator = ruleVictim({ triggered: () => false, target: '' })
  await expect(oseql.defend([input(plain)], 0.4, { ...published, victim: generator })).rejects.toThrow('this victim generates text')
  const third: Victim = { ...victim, answer: (sources) => Promise.resolve(sources.map(() => ({ label: 2, probability: 1 }))) }
  await expect(oseql.defend([input(plain)], 0.4, { ...published, victim: third })).rejects.toThrow('the label 2, expected 0 or 1')
  await expect(oseql.defend([input(plain)], 0.4, { seed: 0, setting: published.setting })).rejects.toThrow('needs the context\'s `victim`') // prettier-ignore
})
