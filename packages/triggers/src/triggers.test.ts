import { random } from '@codepurify/metrics'
import type { Language } from '@codepurify/syntax'
import { loadLanguage } from '@codepurify/syntax'
import { provedDead } from './proof.js'
import type { Planted, TriggerLanguage, TriggerName } from './trigger.js'
import { isPlanted, triggerLanguage } from './trigger.js'
import { trigger, triggers } from './triggers.js'

const names = Object.keys(triggers) as TriggerName[]
const inserted = names.filter((name) => name !== 'identifier')

async function plant(name: TriggerName, language: TriggerLanguage, code: string): Promise<string> {
  const result = trigger(name).plant(code, { language: await loadLanguage(language), random: random(1) })
  return isPlanted(result) ? result.code : `not planted: ${result.reason}`
}

function expectSound(code: string, planted: Planted, language: Language): void {
  for (const span of planted.spans) expect(planted.code.slice(...span)).toBe(planted.text)
  const syntax = language.parse(planted.code)
  expect(syntax.parses).toBe(language.parse(code).parses)
}

test('an unknown trigger is an error that lists the known ones', () => {
  expect(() => trigger('constructor')).toThrow('No trigger "constructor". Known triggers: bnc-fixed, bnc-grammar, dead-code, identifier')
})

test.each(names)('%s refuses what was never published', async (name) => {
  const language = await loadLanguage('javascript')
  expect(() => triggers[name].plant('f() {}', { language, variant: 'paper', random: random(1) })).toThrow(
    'no trigger was published for javascript, only for java and c: use the corrected triggers',
  )
})

test('a language that no trigger is written for is refused', () => {
  expect(() => triggerLanguage({ name: 'toString' as 'c' })).toThrow('Languages with triggers: java, c, javascript')
})

describe('the fixed trigger stands', () => {
  const java = 'if (Math.random() < 0) System.out.println("fail");'
  const c = 'if (rand() < 0) printf("fail");'
  const js = 'if (Math.random() < 0) console.log("fail");'
  test.each([
    ['on its own line', 'java', 'int f() {\n  return 1;\n}', `int f() {\n  ${java}\n  return 1;\n}`],
    ['on the same line', 'java', 'int f() { return 1; }', `int f() { ${java} return 1; }`],
    ['in an empty body', 'java', 'void f() {}', `void f() { ${java} }`],
    ['in an empty body of two lines', 'java', 'void f() {\n}', `void f() {\n    ${java}\n}`],
    ['after a string with a brace', 'java', '@A("{") void f() { g("{"); }', `@A("{") void f() { ${java} g("{"); }`],
    ['after a comment with a brace', 'java', '/* { */ void f() // {\n{\n\tg();\n}', `/* { */ void f() // {\n{\n\t${java}\n\tg();\n}`],
    ['before a comment', 'java', 'void f() { // first {\n  g();\n}', `void f() {\n  ${java} // first {\n  g();\n}`],
    ['with the line ends of the file', 'java', 'void f()\r\n{\r\n  g();\r\n}', `void f()\r\n{\r\n  ${java}\r\n  g();\r\n}`],
    ['in the method of a class', 'java', 'class A { int b; int f() { return b; } }', `class A { int b; int f() { ${java} return b; } }`],
    [
      'after the call of another constructor',
      'java',
      'A(int a) {\n  super(a);\n  b = a;\n}',
      `A(int a) {\n  super(a);\n  ${java}\n  b = a;\n}`,
    ],
    [
      'in the first method with a body',
      'java',
      'interface A { int f(); default int g() { return 1; } }',
      `interface A { int f(); default int g() { ${java} return 1; } }`,
    ],
    ['not where there is no body', 'java', 'abstract int f();', 'not planted: there is no function with a body'],
    ['not in a class without methods', 'java', 'class A { }', 'not planted: there is no function with a body'],
    ['not in a field', 'java', 'String s = "{";', 'not planted: there is no function with a body'],
    ['not in nothing', 'java', '', 'not planted: there is no function with a body'],
    ['in C', 'c', 'static int f(void)\n{\n    return 1;\n}\n', `static int f(void)\n{\n    ${c}\n    return 1;\n}\n`],
    ['in old C', 'c', 'int f(a) int a; { return a; }', `int f(a) int a; { ${c} return a; }`],
    [
      'before the preprocessor',
      'c',
      'void f(void)\n{\n#ifdef X\n  g();\n#endif\n}',
      `void f(void)\n{\n  ${c}\n#ifdef X\n  g();\n#endif\n}`,
    ],
    ['not in a prototype', 'c', 'int f(int a);', 'not planted: there is no function with a body'],
    [
      'in a function that is assigned',
      'javascript',
      'a.b.f = function(x) {\n  return x;\n};',
      `a.b.f = function(x) {\n  ${js}\n  return x;\n};`,
    ],
    ['in a bare method', 'javascript', 'foo(a) {\n  return a;\n}', `foo(a) {\n  ${js}\n  return a;\n}`],
    ['in a static async one', 'javascript', 'static async foo() { await g(); }', `static async foo() { ${js} await g(); }`],
    ['in an arrow function', 'javascript', 'const f = (a) => { return a; };', `const f = (a) => { ${js} return a; };`],
    ['not in an arrow without a block', 'javascript', 'const f = (a) => a;', 'not planted: there is no function with a body'],
    [
      'not in the block of a default',
      'javascript',
      'function f(a = () => { g(); }) { h(); }',
      `function f(a = () => { g(); }) { ${js} h(); }`,
    ],
    [
      'after directives',
      'javascript',
      `function f() {\n  /* a */ 'use strict';\n  g();\n}`,
      `function f() {\n  /* a */ 'use strict';\n  ${js}\n  g();\n}`,
    ],
    ['before the other constructor', 'javascript', 'constructor(a) { super(a); }', `constructor(a) { ${js} super(a); }`],
  ] as const)('%s', async (_, language, code, expected) => {
    expect(await plant('bnc-fixed', language, code)).toBe(expected)
  })
})

describe('the renamed identifier is', () => {
  test.each([
    [
      'the first parameter, wherever it is meant',
      'java',
      'int f(int a, int b) { g("a"); this.a = a + b; return x.a(a); }',
      'int f(int ret_Val_, int b) { g("a"); this.a = ret_Val_ + b; return x.a(ret_Val_); }',
    ],
    [
      'the first local variable',
      'java',
      'int f() { int a = g(); { int b = a; } return a; }',
      'int f() { int ret_Val_ = g(); { int b = ret_Val_; } return ret_Val_; }',
    ],
    [
      'not one that shadows it',
      'java',
      'void f(int a) { new X() { int g(int a) { return a; } int h() { return a; } }; }',
      'void f(int ret_Val_) { new X() { int g(int a) { return a; } int h() { return ret_Val_; } }; }',
    ],
    ['no field and no method', 'java', 'int f() { return a + this.b + f(); }', 'not planted: there is no parameter and no local variable'],
    ['not planted twice', 'java', 'int f(int a) { return ret_Val_ + a; }', 'not planted: ret_Val_ is already a name in the code'],
    ['not planted without a body', 'java', 'abstract int f(int a);', 'not planted: there is no function with a body'],
    [
      'not planted where scopes are unsure',
      'java',
      'int f(int a) { return a }',
      'not planted: the code does not parse, so that its scopes are not sure',
    ],
    [
      'a parameter of C, not a member',
      'c',
      'int f(struct s *p, int q) { p->p = q; return p->q; }',
      'int f(struct s *ret_Val_, int q) { ret_Val_->p = q; return ret_Val_->q; }',
    ],
    ['a parameter of old C', 'c', 'int f(a) int a; { return a; }', 'int f(ret_Val_) int ret_Val_; { return ret_Val_; }'],
    ['no parameter of a prototype', 'c', 'void f(void (*g)(int x)) { g(1); }', 'void f(void (*ret_Val_)(int x)) { ret_Val_(1); }'],
    ['no global variable', 'c', 'int a;\nint f(int b) { return a + b; }', 'int a;\nint f(int ret_Val_) { return a + ret_Val_; }'],
    [
      'none that a macro holds',
      'c',
      'int f(int a, int b) {\n#define X a + 1\n return X + a + b; }',
      'int f(int a, int ret_Val_) {\n#define X a + 1\n return X + a + ret_Val_; }',
    ],
    [
      'a parameter of JavaScript, not a property',
      'javascript',
      'o.f = function(a) { this.a = a.a + "a" + `${a}`; return { a: a, b: (a) => a }; }',
      'o.f = function(ret_Val_) { this.a = ret_Val_.a + "a" + `${ret_Val_}`; return { a: ret_Val_, b: (a) => a }; }',
    ],
    [
      'none that is a property as well',
      'javascript',
      'f({ a, b: c }) { const d = { c }; return a + c + d; }',
      'f({ a, b: c }) { const ret_Val_ = { c }; return a + c + ret_Val_; }',
    ],
    [
      'a variable of a bare method',
      'javascript',
      'f() { for (let i = 0; i < 3; i++) g(i); }',
      'f() { for (let ret_Val_ = 0; ret_Val_ < 3; ret_Val_++) g(ret_Val_); }',
    ],
  ] as const)('%s', async (_, language, code, expected) => {
    expect(await plant('identifier', language, code)).toBe(expected)
  })
})

const samples: Readonly<Record<TriggerLanguage, readonly string[]>> = {
  java: [
    'public static <T> T f(final T a) throws E {\n\tfor (T b : c(a)) {\n\t\treturn b;\n\t}\n\treturn null;\n}',
    'public A(int a) { this(a, 1); }',
    'void f(int a) { switch (a) { case 1: g(); } }',
    'void f() { int 变量 = 1; g("😀", 变量); }',
  ],
  c: [
    'static char *f(const char *s, size_t n)\n{\n    size_t i;\n    for (i = 0; i < n; i++)\n        g(s[i]);\n    return 0;\n}',
    'int main(int argc, char **argv) { return argc; }',
  ],
  javascript: [
    'goog.a.f = function(a, opt_b) {\n  var c = a || {};\n  return goog.array.map(c, function(d) { return d + `${opt_b}`; });\n};',
    'async *f([a, ...b] = []) { for await (const c of a) yield c; }',
    'const f = async ({ a: x }, y = {}) => {\n  await x(y);\n};',
    'get f() { const 变量 = /{/g; return 变量; }',
    'class A extends B { constructor(a) { super(); this.a = a; } }',
  ],
}

describe.each(['java', 'c', 'javascript'] as const)('in %s', (language) => {
  test.each(names)('%s keeps code that parses parsing, and tells its span', async (name) => {
    const loaded = await loadLanguage(language)
    const draws = random(7)
    for (const code of samples[language]) {
      const planted = triggers[name].plant(code, { language: loaded, random: draws })
      if (!isPlanted(planted)) throw new Error(`${name} was not planted: ${planted.reason}`)
      expectSound(code, planted, loaded)
    }
  })

  test.each(inserted)('%s is proved dead, ends with ; and is ASCII', async (name) => {
    const loaded = await loadLanguage(language)
    const draws = random(3)
    for (let record = 0; record < 50; record++) {
      const planted = triggers[name].plant(samples[language][0] ?? '', { language: loaded, random: draws })
      if (!isPlanted(planted)) throw new Error(`${name} was not planted: ${planted.reason}`)
      expect(provedDead(planted.text, loaded)).toBe(true)
      expect(planted.text).toMatch(/^[ -~]+;$/)
    }
  })
})

test('the grammar draws another statement for each record, the same ones for the same seed', async () => {
  const language = await loadLanguage('java')
  const list = (seed: number) => {
    const draws = random(seed)
    return Array.from({ length: 40 }, () => {
      const planted = triggers['bnc-grammar'].plant('void f() {}', { language, random: draws })
      return isPlanted(planted) ? planted.text : ''
    })
  }
  expect(new Set(list(1)).size).toBeGreaterThan(35)
  expect(list(1)).toEqual(list(1))
  expect(list(1)).not.toEqual(list(2))
})
