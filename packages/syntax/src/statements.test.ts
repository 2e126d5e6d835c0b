import type { LanguageName } from './language.js'
import { loadLanguage } from './language.js'

async function list(language: LanguageName, code: string): Promise<string[]> {
  const units = (await loadLanguage(language)).parse(code).units()
  return units
    .filter(({ kind }) => kind === 'statement')
    .map(({ spans: [[start, end] = [0, 0]], depth }) => `${depth} ${code.slice(start, end)}`)
}

test('statements of Java at every depth, without blocks, headers and the method', async () => {
  const code =
    'int f() { if (a) { b(); } else c(); for (int i = 0;;) { return 1; } do d(); while (e); l: synchronized (g) { assert h; } ; {} { int j; } }'
  expect(await list('java', code)).toEqual([
    '0 if (a) { b(); } else c();',
    '1 b();',
    '1 c();',
    '0 for (int i = 0;;) { return 1; }',
    '1 return 1;',
    '0 do d(); while (e);',
    '1 d();',
    '0 l: synchronized (g) { assert h; }',
    '1 synchronized (g) { assert h; }',
    '2 assert h;',
    '0 int j;',
  ])
})

test('statements of switches, try, lambdas and anonymous classes', async () => {
  const code =
    'void f() { switch (a) { case 1: b(); break; default: } int c = switch (d) { case 1 -> 2; default -> { yield 3; } }; ' +
    'try (R r = e()) { g(); } catch (E x) { throw x; } finally { h(); } new T() { int i = 1; void m() { n(); } }; o(() -> { p(); }, q -> 1); }'
  expect(await list('java', code)).toEqual([
    '0 switch (a) { case 1: b(); break; default: }',
    '1 b();',
    '1 break;',
    '0 int c = switch (d) { case 1 -> 2; default -> { yield 3; } };',
    '1 2;',
    '1 yield 3;',
    '0 try (R r = e()) { g(); } catch (E x) { throw x; } finally { h(); }',
    '1 g();',
    '1 throw x;',
    '1 h();',
    '0 new T() { int i = 1; void m() { n(); } };',
    '1 int i = 1;',
    '1 n();',
    '0 o(() -> { p(); }, q -> 1);',
    '1 p();',
  ])
})

test('a constructor has statements', async () => {
  expect(await list('java', 'public A(int a) { super(a); this.a = a; }')).toEqual(['0 super(a);', '0 this.a = a;'])
})

test('statements of C, with labels, cases and the preprocessor', async () => {
  const code =
    'int f(a) int a; {\n#ifdef X\nint b = 1;\n#endif\nswitch (a) { case 1: c(); break; default: goto out; }\nwhile (a) { a--; ; }\nout: return a;\n}'
  expect(await list('c', code)).toEqual([
    '0 int b = 1;',
    '0 switch (a) { case 1: c(); break; default: goto out; }',
    '1 c();',
    '1 break;',
    '1 goto out;',
    '0 while (a) { a--; ; }',
    '1 a--;',
    '0 out: return a;',
    '1 return a;',
  ])
})

test('an assigned JavaScript function is no statement of itself', async () => {
  expect(await list('javascript', 'a.b = function() { const c = () => { d(); }; };')).toEqual(['0 const c = () => { d(); };', '1 d();'])
  expect(await list('javascript', 'const f = () => { d(); };')).toEqual(['0 d();'])
})

test('statements are found around an error', async () => {
  expect(await list('java', 'void f() { a(); b(; c(); }')).toEqual(expect.arrayContaining(['0 a();', '0 c();']))
  expect(await list('c', 'int f(void) { a(); if (b { c(); }\nd(); }')).toEqual(expect.arrayContaining(['0 a();', '0 d();']))
})

test('code without statements has none', async () => {
  expect(await list('java', 'void f() {}')).toEqual([])
  expect(await list('java', 'abstract int f(int a);')).toEqual([])
  expect(await list('c', '')).toEqual([])
})
