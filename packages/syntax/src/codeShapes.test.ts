import { codeShapes } from './codeShapes.js'
import { loadLanguage, type Language } from './language.js'
import { variableFlow } from './variableFlow.js'

let java: Language
beforeAll(async () => {
  java = await loadLanguage('java')
})

function flow(code: string): string[] {
  return variableFlow(java.parse(code).bareTree).map(({ name, to, relation, from }) => `${name}${to} ${relation} ${from.join(',')}`)
}

test('renamed variables flow alike, another use does not', () => {
  const shape = codeShapes()
  const [first, renamed, other] = [
    'int f(int a) { int b = a; return b; }',
    'int f(int x) { int y = x; return y; }',
    'int f(int a) { int b = a; return a; }',
  ].map((code) => shape(java.parse(code)))
  expect(renamed).toEqual(first)
  expect(other?.flow).not.toEqual(first?.flow)
  expect(other?.subtrees).toEqual(first?.subtrees)
})

test('subtrees: with children only, without operators, with the literals of a word', () => {
  const shape = codeShapes()
  const of = (code: string): readonly string[] => shape(java.parse(code)).subtrees
  expect(of('a = b + 1;')).toEqual(of('c = d - 2;'))
  expect(of('a = true;')).not.toEqual(of('a = false;'))
  expect(of('a = "x";')).toEqual(of('a = "y z";'))
  expect(of('a = b; /* c */')).toEqual(of('a = b;'))
  // program, statement, assignment
  expect(of('a = b;')).toHaveLength(3)
  expect(of('')).toHaveLength(1)
})

test('the tokens are numbered in order, and each comes from where it was last given a value', () => {
  //   0   1 2 3 4   5 6 7 8
  expect(flow('int a = b; c = a;')).toEqual(['a1 comesFrom 3', 'b3 comesFrom ', 'c5 computedFrom 7', 'a7 comesFrom 1'])
})

test('after an if a name comes from both sides, and, as the official code has it, from before', () => {
  expect(flow('int a = b; if (c) { a = d; } else { a = e; } f(a);').at(-1)).toBe('a24 comesFrom 1,10,17')
})

test('a loop is gone through twice, so a name comes from the round before', () => {
  expect(flow('while (a) { b = c; c = d; }').find((edge) => edge.startsWith('c7'))).toBe('c7 comesFrom 9')
})

test.each([
  ['deep nesting', `void f() { a = ${'('.repeat(5_000)}b${')'.repeat(5_000)}; }`],
  ['loops in loops', `void f(int a) { ${'while (a > 0) '.repeat(200)} a--; }`],
  ['a long chain', `void f(int a) { ${'a = '.repeat(5_000)} b; }`],
  ['text that is no code', '}}}} ((( "" \u0000 😀 \ud800 '.repeat(100)],
])('%s costs no more than a second', (_, code) => {
  const start = process.cpuUsage()
  const { subtrees, flow: edges } = codeShapes()(java.parse(code))
  expect(subtrees.length).toBeGreaterThan(0)
  expect(Array.isArray(edges)).toBe(true)
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1)
})
