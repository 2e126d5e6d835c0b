import type { FunctionRecord } from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import { makeClones } from './makeClones.js'
import { makeSummaries } from './makeSummaries.js'
import { sameLayout } from './sameLayout.js'
import { seedDefects } from './seedDefects.js'
import { vulnerabilities } from './vulnerabilities.js'

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

const functionsInC = Array.from({ length: 70 }, (_, n) => record(n, inC(n), { language: 'c' }))

test('defects: a function with a vulnerability and with what avoids it, both rewritten and laid out in the same way', async () => {
  const c = await loadLanguage('c')
  const made = [...seedDefects(functionsInC, c, { seed: 1 })]
  expect(made).toHaveLength(140)
  expect(made).toEqual([...seedDefects(functionsInC, c, { seed: 1 })])
  const operators = new Map<string, number>()
  let untouched = 0
  for (let i = 0; i < made.length; i += 2) {
    const [clean, defective] = [made[i], made[i + 1]]
    if (!clean || !defective) throw new Error('no pair')
    expect([clean.label, clean.operator, defective.label, clean.split]).toEqual([0, undefined, 1, defective.split])
    expect(clean.code).not.toBe(sameLayout(inC(i / 2), c))
    expect(defective.code).not.toBe(clean.code)
    expect(c.parse(defective.code).parses && c.parse(clean.code).parses).toBe(true)
    expect(clean.code).not.toMatch(/\n\n|\S {2}|\$/)
    // what differs is the lines of the vulnerability alone; one in two of those without it have its safe form
    const { unsafe, safe } = vulnerabilities[defective.operator ?? ''] ?? { unsafe: [], safe: [] }
    const [lines, others] = [clean.code.split('\n'), defective.code.split('\n')]
    expect([unsafe.length, unsafe.length - safe.length]).toContain(others.length - lines.length)
    expect(others.filter((line) => !lines.includes(line)).length).toBeLessThanOrEqual(unsafe.length)
    untouched += others.length - lines.length === unsafe.length ? 1 : 0
    operators.set(defective.operator ?? '', (operators.get(defective.operator ?? '') ?? 0) + 1)
  }
  expect(untouched / 70).toBeGreaterThan(0.3)
  expect(untouched / 70).toBeLessThan(0.7)
  expect([...operators.keys()].sort()).toEqual(Object.keys(vulnerabilities).sort())
  expect(Math.max(...operators.values()) - Math.min(...operators.values())).toBeLessThanOrEqual(1)
})

test('defects: a text from outside is a string among the parameters, or else of the environment', async () => {
  const c = await loadLanguage('c')
  const texts = (head: string): Set<string> => {
    const functions = Array.from({ length: 40 }, (_, n) =>
      record(n, `int f(${head}, int n) {\n  go(a);\n  return n + ${n};\n}`, { language: 'c' }),
    )
    const made = [...seedDefects(functions, c, { seed: 1 })].filter(({ operator }) => operator === 'open-permissions')
    return new Set(made.map(({ code }) => /chmod\((\w+)/.exec(code)?.[1] ?? ''))
  }
  expect(texts('long a')).toEqual(new Set(['getenv']))
  // the parameter, as it is called after the function was rewritten
  expect([...texts('const char *a')]).not.toContain('getenv')
})

test.each(Object.entries(vulnerabilities))('%s: both forms parse, have the same names, and differ', async (_, { unsafe, safe, cwe }) => {
  const c = await loadLanguage('c')
  const written = (lines: readonly string[]): string => lines.join('\n').replaceAll('$n', '8').replaceAll('$', '')
  for (const lines of [unsafe, safe]) expect(c.parse(`void f(char *s) {\n${written(lines)}\n}`).parses).toBe(true)
  expect(written(unsafe)).not.toBe(written(safe))
  expect(cwe).toBeGreaterThan(0)
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
