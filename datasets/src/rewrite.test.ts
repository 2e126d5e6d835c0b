import { random } from '@codepurify/metrics'
import { type LanguageName, loadLanguage } from '@codepurify/syntax'
import {
  applyChange,
  type Change,
  extractedConditions,
  invertedBranches,
  mirroredComparisons,
  reorderedStatements,
  rewrittenLoops,
} from './benignSites.js'
import { mutationView, type MutationView } from './mutationView.js'
import { renameAll, renameFunction, rewrite } from './rewrite.js'

async function changed(name: LanguageName, body: string, sites: (view: MutationView) => Change[]): Promise<string[]> {
  const language = await loadLanguage(name)
  const code = `int f(int a, int b) {\n${body}\n}`
  const syntax = language.parse(code)
  expect(syntax.parses).toBe(true)
  const results = sites(mutationView(code, syntax, (word) => language.isReserved(word))).map((change) => applyChange(code, change))
  for (const result of results) expect(language.parse(result).parses).toBe(true)
  return results.map((text) => text.slice(text.indexOf('\n') + 1, -2))
}

test.each<[string, LanguageName, string, (view: MutationView) => Change[], string[]]>([
  ['a comparison is mirrored', 'java', 'return a < b;', mirroredComparisons, ['return b > a;']],
  ['fields go along', 'c', 'if (p->x == b && !a == b) g();', mirroredComparisons, ['if (b == p->x && !a == b) g();']],
  ['calls, casts, sums and type arguments stay', 'java', 'List<A> x = y(a) < b || (int) a < b || a + 1 < b;', mirroredComparisons, []],
  ['a lambda is no field', 'java', 'go(x -> a < b);', mirroredComparisons, []],
  ['while becomes for', 'c', 'while (a < b) { a++; }', rewrittenLoops, ['for (; a < b; ) { a++; }']],
  ['for becomes while', 'java', 'for (int i = 0; i < a; i++) { go(i); }', rewrittenLoops, ['{ int i = 0; while (i < a) { go(i); i++; } }']],
  ['a loop with continue stays', 'c', 'for (i = 0; i < a; i++) { if (b) continue; go(i); }', rewrittenLoops, []],
  ['a loop that ends in a jump stays', 'java', 'for (int i = 0; i < a; i++) { go(i); break; }', rewrittenLoops, []],
  ['do … while and for-each stay', 'java', 'do { a++; } while (a < b); for (int i : list) { go(i); }', rewrittenLoops, []],
  ['branches change places', 'c', 'if (a == b) { x(); } else { y(); }', invertedBranches, ['if (a != b) { y(); } else { x(); }']],
  ['less is not turned round', 'c', 'if (a < b) { x(); } else { y(); }', invertedBranches, ['if (!(a < b)) { y(); } else { x(); }']],
  ['else if stays', 'c', 'if (a) { x(); } else if (b) { y(); }', invertedBranches, []],
  ['neighbours change places', 'java', 'int x = a; int y = b; go(x, y);', reorderedStatements, ['int y = b; int x = a; go(x, y);']],
  ['what depends on the other stays', 'java', 'int x = a; int y = x; go(x, y);', reorderedStatements, []],
  ['what depends on a condition stays', 'c', 'if (a) x = 1; y = 2;', reorderedStatements, []],
  ['pointers and calls stay', 'c', '*p = 1; y = *q; x = g(); z = 3;', reorderedStatements, []],
])('%s', async (_name, language, body, sites, expected) => {
  expect(await changed(language, body, sites)).toEqual(expected)
})

test('a condition is computed into a local first, in the form of the language', async () => {
  const java = (view: MutationView): Change[] => extractedConditions(view, { name: 't', c: false })
  const c = (view: MutationView): Change[] => extractedConditions(view, { name: 't', c: true })
  expect(await changed('java', '  if (a < b) return 1;', java)).toEqual(['  boolean t = a < b;\n  if (t) return 1;'])
  expect(await changed('c', '  if (p) return 1;', c)).toEqual(['  int t = (p) != 0;\n  if (t) return 1;'])
  expect(await changed('java', '  if (a < b) x(); else if (b < a) y();', java)).toHaveLength(1)
  expect(await changed('c', '  if ((a = b)) return 1;', c)).toEqual([])
})

test('renaming changes every place of every local, takes no name that stands in the function, and leaves fields', async () => {
  const java = await loadLanguage('java')
  const code = 'int f(int a) { int value = a; this.a = value; return f(a); }'
  const renamed = renameAll(code, java, random(1)) ?? ''
  const [, first = '', second = ''] = /^int f\(int (\w+)\) \{ int (\w+) = /.exec(renamed) ?? []
  expect(renamed).toBe(`int f(int ${first}) { int ${second} = ${first}; this.a = ${second}; return f(${first}); }`)
  expect(new Set([first, second, 'a', 'value']).size).toBe(4)
  expect(renameFunction(code, java, { from: 'f', to: 'g' })).toBe('int g(int a) { int value = a; this.a = value; return g(a); }')
  expect(renameAll('void f() { }', java, random(1))).toBeUndefined()
})

test('rewriting makes as many changes as asked for at most, and none where the code does not parse', async () => {
  const c = await loadLanguage('c')
  const code = 'int f(int a, int b) {\n  if (a < b) {\n    return a;\n  } else {\n    return b;\n  }\n}'
  expect(rewrite(code, c, { random: random(1), most: 1 }).kinds).toHaveLength(1)
  expect(rewrite(code, c, { random: random(1), most: 9 }).kinds.length).toBeGreaterThan(2)
  expect(rewrite('int f( {', c, { random: random(1), most: 9 })).toEqual({ code: 'int f( {', kinds: [] })
})
