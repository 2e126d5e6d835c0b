import { loadLanguage, maximumCodeLength } from './language.js'

test('an unknown language is an error that lists the known ones', () => {
  expect(() => loadLanguage('cobol' as 'c')).toThrow('No language "cobol". Known languages: java, c, javascript')
})

test.each([
  ['java', 'int f() { return 1; }', true],
  ['java', 'public A(int a) { this.a = a; }', true],
  ['java', '@Inject A() { }', true],
  ['java', 'A() { } // done', true],
  ['java', 'abstract int f();', true],
  ['java', 'A() { } } class B {', false],
  ['java', 'A() { } } /*', false],
  ['java', 'A() {', false],
  ['java', 'int f() { return 1 }', false],
  ['java', 'void f() { if (Math.random() < 0) throw new Exception("x") }', false],
  ['c', 'static int *f(const char *s) { return 0; }', true],
  ['c', 'int f(void) { assertTrue(1 \u2265 0); }', false],
  ['javascript', 'get f() { return this.a }', true],
  ['javascript', 'async *f(a) { yield a }', true],
  ['javascript', 'f(a { }', false],
] as const)('%s: %s parses: %s', async (name, code, expected) => {
  const syntax = (await loadLanguage(name)).parse(code)
  expect(syntax.parses).toBe(expected)
  expect(syntax.errors.length > 0).toBe(!expected)
  for (const [start, end] of [...syntax.errors, ...syntax.units().flatMap(({ spans }) => spans)]) {
    expect(start).toBeGreaterThanOrEqual(0)
    expect(end).toBeLessThanOrEqual(code.length)
  }
})

test('spans count UTF-16 units of the given text, wrapped or not', async () => {
  const java = await loadLanguage('java')
  for (const code of ['void f() { g("😀é\t", x);\r\n x++; }', 'A() { g("😀é\t", x);\r\n x++; }']) {
    const x = java
      .parse(code)
      .units()
      .find(({ name }) => name === 'x')
    expect(x?.spans.map((span) => code.slice(...span))).toEqual(['x', 'x'])
  }
})

test('reserved words', async () => {
  const java = await loadLanguage('java')
  const c = await loadLanguage('c')
  expect(['class', 'null', 'ret_Val_', 'toString', 'var'].map((word) => java.isReserved(word))).toEqual([true, true, false, false, false])
  expect(['class', 'sizeof', 'NULL', 'constructor'].map((word) => c.isReserved(word))).toEqual([false, true, true, false])
})

test('a text that is too long is refused', async () => {
  const c = await loadLanguage('c')
  expect(() => c.parse(' '.repeat(maximumCodeLength + 1))).toThrow('the code has 4000001 characters, expected at most 4000000')
})

describe.each(['java', 'c', 'javascript'] as const)('hostile %s', (name) => {
  const deep = 10_000
  test.each([
    ['parentheses', `void f() { x = ${'('.repeat(deep)}1${')'.repeat(deep)}; }`],
    ['blocks', `void f() ${'{'.repeat(deep)}${'}'.repeat(deep)}`],
    ['open brackets', `void f() { x = ${'[('.repeat(deep)}`],
    ['closed brackets', '])}'.repeat(deep)],
    ['ifs', `void f() { ${'if (a) b(); else '.repeat(deep / 5)} b(); }`],
    ['a sum', `void f() { x = ${'a + '.repeat(deep)} a; }`],
    ['nothing but zeros', '\0'.repeat(deep)],
    ['halves of characters', '\ud83d'.repeat(deep)],
  ])('%s', async (_, code) => {
    const syntax = (await loadLanguage(name)).parse(code)
    for (const { spans } of syntax.units()) for (const [start, end] of spans) expect(end).toBeGreaterThan(start)
    syntax.functions()
    syntax.tokens()
  })
})

test('long garbage is refused, or parsed, in bounded time; the parser works afterwards', async () => {
  const c = await loadLanguage('c')
  const start = process.cpuUsage().user
  try {
    c.parse('})]'.repeat(70_000)).units()
  } catch (error) {
    expect(String(error)).toContain('set the code aside')
  }
  expect(process.cpuUsage().user - start).toBeLessThan(10_000_000)
  expect(c.parse('int f(void) { return 1; }').parses).toBe(true)
})

test('a function of a megabyte', async () => {
  const lines = 40_000
  const syntax = (await loadLanguage('java')).parse(`void f(int a) {\n${'  int b = a + foo(b, c);\n'.repeat(lines)}}`)
  expect(syntax.parses).toBe(true)
  const units = syntax.units()
  expect(units.filter(({ kind }) => kind === 'statement')).toHaveLength(lines)
  expect(units.find(({ name }) => name === 'a')?.spans).toHaveLength(lines + 1)
})

test('memory does not grow over 20,000 parses', async () => {
  const java = await loadLanguage('java')
  const parse = (times: number) => {
    for (let i = 0; i < times; i++) java.parse(`void f(int a${i}) { if (a${i} > 0) { g("x", a${i}); } }`)
    return process.memoryUsage()
  }
  const before = parse(3_000)
  const after = parse(20_000)
  const growth = (kind: 'external' | 'arrayBuffers') => (after[kind] - before[kind]) / 2 ** 20
  // A tree of this size takes about 2 kB: kept, they would be 40 MB of WebAssembly memory.
  expect(growth('external') - growth('arrayBuffers')).toBeLessThan(8)
  expect(after.rss - before.rss).toBeLessThan(100 * 2 ** 20)
})
