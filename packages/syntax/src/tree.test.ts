import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadLanguage } from './language.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const methods = `${shared}/golden/triggers/program_repair_java_icpr22_fixed.jsonl`
const present = existsSync(methods)
const whenPresent = present ? test : test.skip
if (!present) console.info(`${methods} is absent: its methods are not compared`)

const samples = {
  java: 'class A { @X(y = 1) int f(final int[]... a) throws E { for (;;) { a[0] >>>= 1; } return a == null ? -1 : (int) +2.0; } A() { this(1); } enum B { C, D } }',
  c: '#include <a.h>\n#  define X(a, ...) a\nstatic inline unsigned long f(const struct s *p, ...) { do { p->x <<= sizeof(int); } while (!p); return L"a" ? \'b\' : 0; }\n# ifdef Y\n# endif\n',
  javascript:
    'async function* f({ a, ...b }) { for await (const c of d) { yield* c ?? a?.b; } return `x${a}y` + /z/g; } class A extends B { static #p = 1; get q() { } }',
} as const

async function expectSoundColumns(name: keyof typeof samples, code: string) {
  const { tree, parses } = (await loadLanguage(name)).parse(code)
  expect(parses).toBe(true)
  const wrong: string[] = []
  for (let node = 1; node < tree.size; node++) {
    const parent = tree.parent(node)
    const type = tree.type(node)
    const nested = tree.start(parent) <= tree.start(node) && tree.end(node) <= tree.end(parent) && tree.after(node) <= tree.after(parent)
    // Punctuation carries its text as its type; preprocessor directives may hold spaces.
    const named = !tree.isLeaf(node) || /^\w+$|^#|\n/.test(type) || tree.text(node) === type
    if (!nested || !named || !tree.children(parent).includes(node)) wrong.push(`${type} ${tree.text(node)}`)
  }
  expect(wrong).toEqual([])
  return tree
}

test.each(['java', 'c', 'javascript'] as const)('columns of %s nest, and tokens have their text', async (name) => {
  await expectSoundColumns(name, samples[name])
})

test('a wrapped member has the tree that it has inside of a class', async () => {
  const code = '/* a */ A(int a) { b(); } // c'
  const wrapped = await expectSoundColumns('java', code)
  const inClass = (await loadLanguage('java')).parse(`class A {${code}\n}`).tree
  const shape = (tree: typeof wrapped, from: number, to: number) =>
    Array.from({ length: to - from }, (_, row) => [tree.type(from + row), tree.field(from + row), tree.text(from + row)])
  expect(wrapped.type(0)).toBe('program')
  expect(shape(wrapped, 1, wrapped.size)).toEqual(shape(inClass, 6, inClass.size - 1))
})

whenPresent('columns of real methods', async () => {
  const lines = readFileSync(methods, 'utf8').trim().split('\n').slice(0, 200)
  const codes = lines.map((line) => (JSON.parse(line) as { input: string }).input)
  for (const code of codes) await expectSoundColumns('java', code)
})
