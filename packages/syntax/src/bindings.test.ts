import { bindings } from './bindings.js'
import type { LanguageName } from './language.js'
import { loadLanguage } from './language.js'

/** The text without its marks, and the spans that stood between « and ». */
function unmark(marked: string): { code: string; spans: [number, number][] } {
  const spans: [number, number][] = []
  const code = marked.replaceAll(/«(.*?)»/g, (_, name: string, at: number) => {
    const start = at - spans.length * 2
    spans.push([start, start + name.length])
    return name
  })
  return { code, spans }
}

/** Marks every occurrence of the binding that starts at the first mark, for a readable difference. */
async function markedAgain(language: LanguageName, marked: string): Promise<string> {
  const { code, spans } = unmark(marked)
  const syntax = (await loadLanguage(language)).parse(code)
  const found = syntax.bindings().find(({ occurrences: [first] }) => first?.[0] === spans[0]?.[0])
  let text = ''
  let done = 0
  for (const [start, end] of found?.occurrences ?? []) {
    text += `${code.slice(done, start)}«${code.slice(start, end)}»`
    done = end
  }
  return text + code.slice(done)
}

describe('in Java, the marked names are one', () => {
  test.each([
    [
      'a parameter, not strings, comments, fields or labels',
      'void f(int «a») { /* a */ g("a", «a»); this.a = «a»; x.a = 1; a: while (true) break a; a(); }',
    ],
    ['a parameter of a constructor', 'A(int «a») { this.a = «a»; }'],
    ['a local, from its declaration on', 'void f() { x = 1; int «x» = «x» + 1; «x»++; }'],
    ['a field read before a local of that name', 'void f() { «x» = 1; int x = 2; x = 3; }'],
    ['the local of one block only', 'void f() { { int «x» = 1; «x»++; } { int x = 2; x++; } x = 3; }'],
    ['a local of many declarators', 'void f() { int a = 1, «b» = a, c[] = {«b»}; g(«b», c); }'],
    ['a for variable', 'void f() { for (int «i» = 0; «i» < n; «i»++) g(«i»); i = 1; }'],
    ['an enhanced for variable, not its source', 'void f() { for (int «i» : g(i)) h(«i»); }'],
    ['a catch variable', 'void f() { try { e = 1; } catch (A | B «e») { g(«e»); } finally { e = 2; } }'],
    ['a resource, not in the catch clause', 'void f() { try (R «r» = g(); S s = h(«r»)) { «r».x(); } catch (E e) { r = null; } }'],
    ['a resource that is named elsewhere', 'void f(R «r») { try («r») { «r».x(); } }'],
    ['lambda parameters', 'void f() { g((«a», b) -> «a» + b, (a, b) -> a); }'],
    ['a lone lambda parameter', 'void f(int a) { g(«q» -> { return «q» + a; }); q = 1; }'],
    ['a typed lambda parameter', 'void f() { g((int «a») -> «a»); a++; }'],
    ['a variable that a lambda catches', 'void f(int «a») { g(() -> «a»); }'],
    ['a parameter, shadowed in an anonymous class', 'void f(int «a») { new X() { void g(int a) { a++; } void h() { «a»++; } }; }'],
    ['a field of an anonymous class, seen above its declaration', 'void f(int a) { new X() { void g() { «a»++; } int «a»; }; a++; }'],
    ['a varargs parameter', 'void f(String... «a») { g(«a»); }'],
    ['the own name, where as many arguments are given', 'int «f»(int f) { return f + «f»(1) + f(1, 2) + this.«f»(2) + x.f(3); }'],
    [
      'a pattern variable in the condition and then',
      'void f(Object o) { if (o instanceof String «s» && «s».isEmpty()) «s».x(); else s.y(); s.z(); }',
    ],
    ['a pattern variable after a jump', 'void f(Object o) { if (!(o instanceof String «s»)) { s.x(); return; } «s».y(); }'],
    ['a pattern variable after a loop', 'void f(Object o) { while (!(o instanceof A «a»)) { a.x(); } «a».y(); }'],
    ['a pattern variable with or', 'void f(Object o) { if (!(o instanceof A «a») || «a».x()) throw a; «a».y(); }'],
    ['a pattern variable in a choice', 'Object f(Object o) { return o instanceof A «a» ? «a».x() : a; }'],
    ['a record pattern', 'void f(Object o) { if (o instanceof P(int «u», Q(var v))) g(«u», v); u++; }'],
    ['a pattern of a switch', 'int f(Object o) { return switch (o) { case A «a» when «a».x() -> «a».y(); default -> a; }; }'],
    ['a local of a switch', 'void f() { switch (x) { case 1: int «y» = 1; case 2: «y» = 2; } y = 3; }'],
    ['a variable before a method reference', 'void f(X «x») { g(«x»::x); }'],
    ['a name with a dollar sign', 'void f(int «$a_$») { g(«$a_$», "$a_$"); }'],
    ['a name that nothing declares', 'void f() { g(«n»); { int n = 1; n++; } «n»++; }'],
    ['a local beside the enum constant in annotations', '@A(n = 1) void f(int «n») { g(«n»); }'],
    ['a variable in code that does not parse', 'void f(int «a») { g(«a»; h(«a»); }'],
  ])('%s', async (_, marked) => {
    expect(await markedAgain('java', marked)).toBe(marked)
  })
})

describe('in C, the marked names are one', () => {
  test.each([
    ['a parameter, not strings, members or labels', 'int f(int «a») { s.a = «a»; p->a = "a"; goto a; a: return sizeof(«a»); }'],
    ['a pointer parameter', 'void f(char **«p») { *«p» = g(*«p»++); }'],
    ['a function pointer', 'void f(int (*«cb»)(int cb)) { «cb»(1); }'],
    ['a parameter beside one of a prototype', 'void f(int «x», int (*g)(int x)) { g(«x»); }'],
    ['a local with its initializer', 'void f(void) { int «x» = «x» + 1; { int x = 2; x++; } «x»++; }'],
    ['a local array', 'void f(int n) { char «b»[n], c; g(«b», c); }'],
    ['a for variable that shadows', 'void f(int i) { for (int «i» = 0; «i» < 3; «i»++) g(«i»); i++; }'],
    ['a designated initializer', 'void f(int «a») { struct s x = { .a = «a» }; }'],
    ['the parameters of old C', 'int f(«a», b) int «a»; char *b; { return «a» + *b; }'],
    ['both branches of the preprocessor', 'void f(void) {\n#ifdef X\nint «y» = 1;\n#else\nint «y» = 2;\n#endif\ng(«y»); }'],
    ['the own name in a recursion', 'int «f»(int a) { return a ? «f»(a - 1) : 0; }'],
    ['the own name behind a pointer', 'static int *«f»(void) { return «f»(); }'],
    ['a local that is called', 'void f(void) { void (*«g»)(void) = h; «g»(); h(); }'],
    ['no macro of that name', 'void f(int «m») {\n#define m 1\n#ifdef m\n#endif\ng(«m»); }'],
    ['a constant of an enum', 'void f(void) { enum e { «A» = 1, B = «A» }; g(«A»); }'],
  ])('%s', async (_, marked) => {
    expect(await markedAgain('c', marked)).toBe(marked)
  })
})

describe('in JavaScript, the marked names are one', () => {
  test.each([
    ['a hoisted var', 'function f() { «x» = 1; { var «x»; } g(«x»); }'],
    ['a let of its block', 'function f(x) { { g(«x»); let «x» = 1; } x++; }'],
    ['a destructured parameter', 'function f({ a, b: «c» = a }, [d, ...e]) { return { «c», a }; }'],
    ['an assigned function', 'a.b = function(«x») { return «x» + y.x; }'],
    ['a method', 'm(«x») { return this.x + «x»; }'],
    ['a function above its declaration', 'function f() { «g»(); function «g»() {} }'],
    ['a catch variable', 'function f(e) { try { e(); } catch («e») { g(«e»); } }'],
    ['a for-of variable', 'function f() { for (const «k» of ks) g(«k»); k(); }'],
  ])('%s', async (_, marked) => {
    expect(await markedAgain('javascript', marked)).toBe(marked)
  })
})

test('roles and depths are told', async () => {
  const syntax = (await loadLanguage('java')).parse('int f(int p) { for (;;) { int v = p + o; } }')
  expect(syntax.bindings().map(({ name, role, depth, nodeType }) => [name, role, depth, nodeType])).toEqual([
    ['f', 'function', 0, 'method_declaration'],
    ['p', 'parameter', 1, 'formal_parameter'],
    ['v', 'variable', 4, 'variable_declarator'],
    ['o', 'free', 0, 'identifier'],
  ])
})

test('classes and packages before a dot are no variables', async () => {
  const syntax = (await loadLanguage('java')).parse('void f() { Math.max(MAX, 1); java.util.List.of(list.size(), o.BIG); }')
  expect(syntax.bindings().map(({ name }) => name)).toEqual(['f', 'MAX', 'list', 'o'])
})

test('many declarations and uses of one name take time in proportion', async () => {
  const java = await loadLanguage('java')
  const syntax = java.parse(`void f() { ${'{ int x = 1; x++; }'.repeat(20_000)} }`)
  const start = process.cpuUsage().user
  expect(bindings(syntax.tree, syntax.grammar.scopes)).toHaveLength(20_001)
  // Microseconds of work: the clock also runs for others.
  expect(process.cpuUsage().user - start).toBeLessThan(5_000_000)
})
