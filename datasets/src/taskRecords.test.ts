import type { FunctionRecord } from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import { makeClones } from './makeClones.js'
import { makeSummaries } from './makeSummaries.js'
import { sameLayout } from './sameLayout.js'
import { seedDefects } from './seedDefects.js'

const source = { package: 'p', version: '1.0.0', licence: 'MIT', path: 'a' }
const record = (n: number, code: string, rest: Partial<FunctionRecord> = {}): FunctionRecord => ({
  id: `f${n}`,
  code,
  language: 'java',
  name: `f${n}`,
  key: `A#f${n}`,
  type2: `t${n}`,
  tokens: 60,
  split: n % 5 === 0 ? 'test' : 'train',
  source,
  ...rest,
})

const inC = (n: number): string => `int f${n}(struct a *p,  int count) {
  int sum = 0;

  if (p == NULL) return -1;
  for (int i = 0; i < count; i++) {
    sum += go(p, i, ${n});
  }
  char *text = malloc(sizeof(*p));
  free(text);
  return sum;
}`

test('defects: a function with and without a defect, both rewritten and laid out in the same way', async () => {
  const c = await loadLanguage('c')
  const made = [
    ...seedDefects(
      Array.from({ length: 60 }, (_, n) => record(n, inC(n), { language: 'c' })),
      c,
      { seed: 1 },
    ),
  ]
  expect(made).toHaveLength(120)
  expect(made).toEqual([
    ...seedDefects(
      Array.from({ length: 60 }, (_, n) => record(n, inC(n), { language: 'c' })),
      c,
      { seed: 1 },
    ),
  ])
  const operators = new Map<string, number>()
  for (let i = 0; i < made.length; i += 2) {
    const [clean, defective] = [made[i], made[i + 1]]
    if (!clean || !defective) throw new Error('no pair')
    expect([clean.label, clean.operator, defective.label, clean.split]).toEqual([0, undefined, 1, defective.split])
    expect(clean.code).not.toBe(sameLayout(inC(i / 2), c))
    expect(defective.code).not.toBe(clean.code)
    expect(c.parse(defective.code).parses && c.parse(clean.code).parses).toBe(true)
    expect(clean.code).not.toMatch(/\n\n|\S {2}/)
    operators.set(defective.operator ?? '', (operators.get(defective.operator ?? '') ?? 0) + 1)
  }
  expect([...operators.keys()]).toEqual(
    expect.arrayContaining(['sizeof-pointer', 'initialisation-dropped', 'null-guard-deleted', 'release-deleted']),
  )
  expect(Math.max(...operators.values()) - Math.min(...operators.values())).toBeLessThanOrEqual(2)
})

const inJava = (n: number): string => `int f${n}(List<A> items, int count) {
  int total = ${n};
  while (count > total) {
    if (items.matches(count, ${n})) { total = go${n % 7}(${n}); } else { stop${n % 11}(total); }
    count = next${n % 13}(count);
  }
  return total${' + count'.repeat(n % 4)};
}`

test('clones: a positive and a negative of the same split and treatment; the names of the second functions say nothing', async () => {
  const java = await loadLanguage('java')
  const functions = Array.from({ length: 40 }, (_, n) => record(n, inJava(n)))
  functions.push(record(41, inJava(5).replaceAll('total', 'sum'), { type2: 't5', split: 'test' }))
  functions.push(record(42, inJava(7).replace('go0', 'run'), { key: 'A#f7', name: 'f7', source: { ...source, version: '2.0.0' } }))
  functions.push(record(43, 'int f43() { return 1; }', { tokens: 10 }))
  const made = [...makeClones(functions, java, { seed: 1 })]
  expect(made.length).toBeGreaterThan(60)
  const positives = made.filter(({ label }) => label === 1)
  expect(positives.length * 2).toBe(made.length)
  expect(new Set(positives.map(({ kind }) => kind))).toEqual(new Set(['rewritten', 'type-2', 'other-version']))
  for (const { id, code, other, label, kind, split } of made) {
    const first = functions.find((one) => one.id === id.replace(/-\d+$/, ''))
    expect(first).toMatchObject({ code, split })
    expect(java.parse(other).parses).toBe(true)
    expect(other).not.toBe(code)
    expect(['similar', 'different'].includes(kind)).toBe(label === 0)
  }
  expect(made.some(({ id }) => id.startsWith('f43'))).toBe(false)
  expect([...makeClones(functions, java, { seed: 1 })]).toEqual(made)
})

test('summaries: sentences that many share, and those that valid or test share with train, are left out', () => {
  const left: string[] = []
  const doc = (n: number, sentence: string): FunctionRecord => record(n, 'code', { doc: sentence })
  const functions = [
    doc(1, 'Opens the file now.'),
    doc(5, 'Opens the  file, now!'),
    doc(10, 'Closes the open file.'),
    ...[11, 12, 13, 14].map((n) => doc(n, 'Gets the current value.')),
    record(2, 'code'),
  ]
  const made = [...makeSummaries(functions, { onLeft: (reason) => left.push(reason) })]
  expect(made.map(({ id, summary, split }) => [id, summary, split])).toEqual([
    ['f1', 'Opens the file now.', 'train'],
    ['f10', 'Closes the open file.', 'test'],
  ])
  expect(left.sort()).toEqual(['sentence of the training part', ...Array.from({ length: 4 }, () => 'shared sentence')])
})
