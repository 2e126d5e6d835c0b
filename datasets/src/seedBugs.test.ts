import type { FunctionRecord } from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import { mostPairs, seedBugs } from './seedBugs.js'

const source = { package: 'p', version: '1.0.0', licence: 'MIT', path: 'A.java' }
const record = (id: string, code: string, split: FunctionRecord['split'] = 'train'): FunctionRecord => ({
  id,
  code,
  language: 'java',
  name: 'f',
  key: `A#${id}`,
  type2: id,
  tokens: 50,
  split,
  source,
})

const rich = (n: number): string =>
  `int f${n}(List<A> items, int count, boolean all) {
  if (items == null) {
    return ${n};
  }
  for (int i = 0; i < count; i++) {
    if (all && !items.get(i).matches(count, ${n})) items.remove(i);
  }
  items.close();
  return count + ${n};
}`
const many = Array.from({ length: 60 }, (_, n) => record(`j${n}`, rich(n + 2), n % 10 === 0 ? 'test' : 'train'))

test('every pair has one small mistake, parses, names its operator and keeps the split and the source', async () => {
  const language = await loadLanguage('java')
  const pairs = [...seedBugs(many, language, { seed: 1 })]
  expect(pairs.length).toBe(60 * mostPairs)
  for (const { id, code, fixed, operator, split, source: from } of pairs) {
    const original = many.find((one) => one.id === id.replace(/-\d$/, ''))
    expect(fixed).toBe(original?.code)
    expect(split).toBe(original?.split)
    expect(from).toEqual(source)
    expect(code.replace(/\s/g, '')).not.toBe(fixed.replace(/\s/g, ''))
    expect(Math.abs(code.length - fixed.length)).toBeLessThan(60)
    expect(language.parse(code).parses).toBe(true)
    expect(operator).toMatch(/^[a-z-]+$/)
  }
  for (const one of many) {
    const operators = pairs.filter(({ id }) => id.startsWith(`${one.id}-`)).map(({ operator }) => operator)
    expect(new Set(operators).size).toBe(mostPairs)
  }
})

test('the operators are used evenly where all apply', async () => {
  const counts = new Map<string, number>()
  for (const { operator } of seedBugs(many, await loadLanguage('java'), { seed: 1 })) counts.set(operator, (counts.get(operator) ?? 0) + 1)
  expect(counts.size).toBeGreaterThanOrEqual(12)
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(2)
})

test('the seed alone decides', async () => {
  const language = await loadLanguage('java')
  const made = (seed: number) => [...seedBugs(many, language, { seed })]
  expect(made(1)).toEqual(made(1))
  expect(made(2)).not.toEqual(made(1))
})

test('functions without a site, that do not parse, or with 10,000 nested brackets give what they can and no error', async () => {
  const deep = `int f(int a) {\n  return ${'('.repeat(10_000)}a${')'.repeat(10_000)};\n}`
  const pairs = [
    ...seedBugs([record('none', 'void f() {\n}\n'), record('bad', 'int f( {'), record('deep', deep)], await loadLanguage('java'), {
      seed: 1,
    }),
  ]
  expect(pairs).toEqual([])
})
