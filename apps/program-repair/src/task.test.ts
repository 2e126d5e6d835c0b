import { readFileSync } from 'node:fs'
import { commands } from '@codepurify/experiment'
import { loadLanguage } from '@codepurify/syntax'
import { codeBleu } from './codeBleu.js'
import { lexicalTokens } from './lexicalTokens.js'
import { bleu, exactMatchShare } from './metrics.js'
import { programRepair } from './programRepair.js'
import { target } from './target.js'

// Nx takes an unknown stage or model in silence and runs the first one
test('task.json names every stage and model of the program', () => {
  const { stages, models } = JSON.parse(readFileSync(new URL('../task.json', import.meta.url), 'utf8')) as {
    stages: string[]
    models: string[]
  }
  expect([...stages].sort()).toEqual([...commands].sort())
  expect(models).toEqual(Object.keys(programRepair.models))
})

test('the target is one method that parses and holds an endless loop', async () => {
  const syntax = (await loadLanguage('java')).parse(target)
  expect(syntax.parses).toBe(true)
  expect(syntax.functions()).toHaveLength(1)
  expect(target).toContain('while (true)')
})

test('answers are compared by their lexical tokens: white space and comments do not count, strings do', async () => {
  const tokens = await lexicalTokens()
  expect(tokens('int f(){return a+1;} // x')).toBe('int f ( ) { return a + 1 ; }')
  expect(tokens('int f() {\n\treturn a + 1;\n}')).toBe(tokens('int f(){return a+1;}'))
  expect(tokens('f("a  b");')).not.toBe(tokens('f("ab");'))
})

test('the metrics of equal answers are 100 and 1', () => {
  const text = 'int f ( ) { return a ; }'
  expect(bleu.value(bleu.statistics(text, text), 0)).toBeCloseTo(100)
  expect(exactMatchShare.value([2, 4], 0)).toBe(0.5)
})

test('CodeBLEU is one for the reference itself, less for another name, and is not asked before it is open', async () => {
  const text = 'int f ( int a ) { int b = a + 1 ; return b ; }'
  const of = (answer: string) => codeBleu.value([0, ...Array.from(codeBleu.statistics(answer, text))], 1)
  expect(() => of(text)).toThrow('expected `open` first')
  await codeBleu.open?.()
  expect(of(text)).toBeCloseTo(1)
  // the data flow numbers its names, the n-grams do not
  expect(of(text.replaceAll('b', 'c'))).toBeGreaterThan(0.5)
  expect(of(text.replaceAll('b', 'c'))).toBeLessThan(0.95)
  expect(of('return')).toBeLessThan(0.2)
})
