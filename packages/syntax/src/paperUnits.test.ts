import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadLanguage } from './language.js'
import type { PaperGrammar } from './paperUnits.js'
import { paperUnits } from './paperUnits.js'

interface Extracted {
  readonly code: string
  readonly identifiers: readonly string[]
  readonly statements: readonly string[]
  readonly function_name: string
}

const shared = process.env['CODEPURIFY_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = `${shared}/golden/extraction`
const present = existsSync(folder)
const whenPresent = present ? test : test.skip
if (!present) console.info(`${folder} is absent: the paper's units are not compared with the published extractor's`)

/** Of 204 Java methods and 15 C functions; what is missing has several `throws`, or does not parse. */
const agreement = [
  ['java_program_repair_grammar_v0.20.2', 'java', '0.20.2', { identifiers: 204, statements: 204, functionName: 204 }],
  ['java_program_repair', 'java', '2021', { identifiers: 202, statements: 201, functionName: 204 }],
  ['c_defect_detection', 'c', '2021', { identifiers: 15, statements: 15, functionName: 15 }],
] as const

whenPresent.each(agreement)('%s', async (file, name, grammar, expected) => {
  const language = await loadLanguage(name)
  const found = { identifiers: 0, statements: 0, functionName: 0 }
  for (const line of readFileSync(`${folder}/${file}.jsonl`, 'utf8').trim().split('\n')) {
    const { code, identifiers, statements, function_name: functionName } = JSON.parse(line) as Extracted
    const units = paperUnits(language.parse(code), name, { grammar })
    const texts = units.statements.map(({ span }) => code.slice(...span))
    if (JSON.stringify(units.identifiers) === JSON.stringify(identifiers)) found.identifiers++
    if (JSON.stringify(texts) === JSON.stringify(statements)) found.statements++
    if (units.functionName === functionName) found.functionName++
  }
  expect(found).toEqual(expected)
})

async function java(code: string, grammar: PaperGrammar = '0.20.2') {
  const units = paperUnits((await loadLanguage('java')).parse(code), 'java', { grammar })
  return { ...units, statements: units.statements.map(({ span }) => code.slice(...span)) }
}

test('statements inside of others are none, and constructors have none', async () => {
  expect((await java('void f() { if (a) { b(); } { c(); } }')).statements).toEqual(['if (a) { b(); }', 'c();'])
  expect((await java('class A { A() { b(); } }')).statements).toEqual([])
})

test('the grammar of 2021 takes the header for a statement', async () => {
  expect(await java('int f(int a) { return a; }', '2021')).toEqual({
    identifiers: ['f', 'a'],
    statements: ['int f', 'return a;'],
    functionName: 'f',
  })
})

test('names count where their flow can be seen', async () => {
  expect((await java('void f(int a) { boolean b = true; c = a; this.d = c; e++; g(h); for (int i : j) k(b); }')).identifiers).toEqual([
    'a',
    'c',
    'd',
    'e',
    'i',
    'b',
  ])
})

test('one side of an if does not know the names of the other; a loop knows its own', async () => {
  expect((await java('void f() { if (x()) { a = true; b(a); } else { b(a); } }')).identifiers).toEqual(['a'])
  expect((await java('void f() { if (x()) { a = true; } else { b(a); } }')).identifiers).toEqual([])
  expect((await java('void f() { if (x()) { a = true; } b(a); }')).identifiers).toEqual(['a'])
  expect((await java('void f() { while (x()) { b(a); a = true; } }')).identifiers).toEqual(['a'])
})

test('deep loops cost no more than their length', async () => {
  expect((await java(`void f(int a) { ${'while (a > 0) '.repeat(5_000)} a--; }`)).identifiers).toEqual(['a'])
})

test('a language without published units is an error', async () => {
  const syntax = (await loadLanguage('javascript')).parse('f()')
  expect(() => paperUnits(syntax, 'javascript')).toThrow('The paper has no units for "javascript". Known: java, c')
})
