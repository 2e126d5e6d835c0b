import type { LanguageName } from './language.js'
import { loadLanguage } from './language.js'

async function list(language: LanguageName, code: string) {
  const syntax = (await loadLanguage(language)).parse(code)
  return syntax.functions().map(({ name, container, depth, docComment, bodySpan, span }) => ({
    name: container === undefined ? name : `${container}.${name}`,
    depth,
    docComment,
    body: bodySpan && code.slice(...bodySpan),
    text: code.slice(...span),
  }))
}

test('methods, constructors and nested methods of Java', async () => {
  const found = await list(
    'java',
    '/** A class. */ class A {\n  /** Makes. */\n  A() { }\n  int f() { new X() { void g() { } }; }\n  interface B { int h(); }\n}',
  )
  expect(found.map(({ name, depth, docComment, body }) => [name, depth, docComment, body])).toEqual([
    ['A.A', 0, '/** Makes. */', '{ }'],
    ['A.f', 0, undefined, '{ new X() { void g() { } }; }'],
    ['A.g', 1, undefined, '{ }'],
    ['A.B.h', 0, undefined, undefined],
  ])
})

test('a bare method with its comment and annotation', async () => {
  const [found] = await list('java', '/** Doc 😀. */\n@Override\npublic int f() { return 1; }')
  expect(found).toMatchObject({ name: 'f', docComment: '/** Doc 😀. */', text: '@Override\npublic int f() { return 1; }' })
})

test('comments that are not directly above are left', async () => {
  const code = '/* far */\n\nint f(void) { }\nint g; // of g\nint h(void) { }\n// one\n// two\nint i(void) { }\n/* block */ int j(void) { }'
  expect((await list('c', code)).map(({ docComment }) => docComment)).toEqual([undefined, undefined, '// one\n// two', '/* block */'])
})

test('names of C functions behind declarators', async () => {
  const code = 'static int *f(int a) { }\nvoid (*g(int b))(int c) { }\nint h(a) int a; { }\nint declared(int);'
  expect((await list('c', code)).map(({ name }) => name)).toEqual(['f', 'g', 'h'])
})

test('assigned functions of JavaScript', async () => {
  const code =
    '/** D. */\na.b.f = function(x) { };\nconst g = () => 1;\nx = { h: function() { }, i() { } };\nclass C { get j() { } }\n(function() { })();'
  expect((await list('javascript', code)).map(({ name, docComment, text }) => [name, docComment, text])).toEqual([
    ['a.b.f', '/** D. */', 'a.b.f = function(x) { };'],
    ['g', undefined, 'const g = () => 1;'],
    ['h', undefined, 'h: function() { }'],
    ['i', undefined, 'i() { }'],
    ['C.j', undefined, 'get j() { }'],
  ])
})
