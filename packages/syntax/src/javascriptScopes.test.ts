import ts from 'typescript'
import { loadLanguage } from './language.js'

const code = `
import d, { e as f, g } from './x'
import * as ns from './y'
var top = 1
function outer(a, { b, c: [h = a, ...i] }, ...rest) {
  'a'; this.a = a.a
  var top = hoisted + top, { a: j, k = j } = b
  for (let i = 0, n = rest.length; i < n; i++) { var hoisted = i; const a = hoisted; inner(a) }
  for (const k of rest) (() => { k(k.k) })()
  for (var m in b) ;
  try { inner() } catch ({ message: a }) { d(a) } finally { f(a) }
  l: while (g) { let l = 1; if (l) break l; else continue l }
  function inner(a = h) { return a ? inner(a - 1) : outer }
  const self = function again(x) { return again(x) + self }
  class C extends ns.B { #p = a; [a](a) { return this.#p + a } static s = C }
  switch (top) { case a: let q = 1; default: q++ }
  return { a, j, b: k, [m]: i, m() { return m } }
}
function again(p, q) { var p = p || q; for (var q in p) p = q; return p }
const arrow = async x => { await x; { let x = 1; x++ } return x }
`

/** Where each declared name is meant, as TypeScript's language service tells. */
function typescriptSays(): Set<string> {
  const options: ts.CompilerOptions = { allowJs: true, noLib: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext }
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => ['code.js'],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => (name === 'code.js' ? ts.ScriptSnapshot.fromString(code) : undefined),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => 'lib.d.ts',
    fileExists: (name) => name === 'code.js',
    readFile: (name) => (name === 'code.js' ? code : undefined),
  })
  const found = new Set<string>()
  for (const { index } of code.matchAll(/[a-zA-Z]\w*/g)) {
    const places = service.findRenameLocations('code.js', index, false, false, { providePrefixAndSuffixTextForRename: true })
    if (places)
      found.add(
        places
          .map(({ textSpan: { start } }) => start)
          .sort((a, b) => a - b)
          .join(' '),
      )
  }
  return found
}

test('every declared name of JavaScript means what TypeScript says it means', async () => {
  const expected = typescriptSays()
  const bindings = (await loadLanguage('javascript')).parse(code).bindings()
  const declared = bindings.filter(({ role }) => role !== 'free')
  expect(declared.length).toBeGreaterThan(30)
  expect(bindings.filter(({ role }) => role === 'free').map(({ name }) => name)).toEqual([])
  const differing = declared
    .map(({ name, occurrences }) => ({ name, places: occurrences.map(([start]) => start).join(' ') }))
    .filter(({ places }) => !expected.has(places))
    .map(({ name, places }) => ({
      name,
      places,
      typescript: [...expected].find((known) => known.split(' ').some((place) => places.split(' ').includes(place))),
    }))
  expect(differing).toEqual([])
})

test('what nothing declares is no unit before a dot, for it is a namespace or a global object', async () => {
  const syntax = (await loadLanguage('javascript')).parse('goog.f = function(a) { if (Math.random() < 0) console.log(a.b, limit); };')
  expect(syntax.units().flatMap(({ name }) => name ?? [])).toEqual(['a', 'limit'])
})
