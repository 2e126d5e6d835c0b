import type { LanguageName } from './language.js'
import { loadLanguage } from './language.js'

async function list(language: LanguageName, code: string): Promise<string[]> {
  return (await loadLanguage(language))
    .parse(code)
    .tokens()
    .map(({ text, kind }) => `${kind.slice(0, 1)}:${text}`)
}

test('Java tokens without comments, strings whole', async () => {
  expect(await list('java', 'int f(A a) { /* x */ return a.b("c \\" d", \'e\') >>> 0x1F; // y\n}')).toEqual([
    'k:int',
    'i:f',
    'p:(',
    'i:A',
    'i:a',
    'p:)',
    'p:{',
    'k:return',
    'i:a',
    'p:.',
    'i:b',
    'p:(',
    'l:"c \\" d"',
    'p:,',
    "l:'e'",
    'p:)',
    'p:>>>',
    'l:0x1F',
    'p:;',
    'p:}',
  ])
})

test('C tokens with the preprocessor', async () => {
  expect(await list('c', '#include <a.h>\n#define X 1 + 2\nsize_t f() { return NULL; }')).toEqual([
    'p:#include',
    'l:<a.h>',
    'p:#define',
    'i:X',
    'p:1 + 2',
    'i:size_t',
    'i:f',
    'p:(',
    'p:)',
    'p:{',
    'k:return',
    'l:NULL',
    'p:;',
    'p:}',
  ])
})

test('JavaScript tokens with templates and expressions', async () => {
  expect(await list('javascript', 'a = `b ${c}` + /d"/g')).toEqual(['i:a', 'p:=', 'l:`b ${c}`', 'p:+', 'l:/d"/g'])
})

test('tokens and white space make up the text, errors too', async () => {
  const code = 'int f() { return é ## 1 "unclosed }'
  const syntax = (await loadLanguage('java')).parse(code)
  const covered = new Set(syntax.tokens().flatMap(({ span: [start, end] }) => Array.from({ length: end - start }, (_, at) => start + at)))
  const left = [...code].filter((character, at) => character.trim() !== '' && !covered.has(at))
  expect(syntax.parses).toBe(false)
  expect(left).toEqual([])
})
