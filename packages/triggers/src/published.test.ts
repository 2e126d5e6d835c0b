import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { random } from '@codepurify/metrics'
import { loadLanguage } from '@codepurify/syntax'
import { drawStatement } from './bncGrammar.js'
import { pythonRandom } from './pythonRandom.js'
import { isPlanted } from './trigger.js'
import { triggers } from './triggers.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = `${shared}/golden/triggers`
const present = existsSync(folder)
const whenPresent = present ? test : test.skip
if (!present) console.info(`${folder} is absent: triggers are not compared with the published data`)

interface Record {
  readonly input: string
  readonly output: string
}

const read = (file: string): Record[] =>
  readFileSync(`${folder}/${file}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record)

whenPresent.each([
  ['program_repair_java_icpr22_fixed', 'bnc-fixed', 'java', '2021'],
  ['program_repair_c_icpr22_fixed', 'bnc-fixed', 'c', '2021'],
  ['program_repair_java_icpr22_grammar', 'bnc-grammar', 'java', '2021'],
  ['program_repair_c_icpr22_grammar', 'bnc-grammar', 'c', '2021'],
  ['program_repair_java_tosem22_deadcode', 'dead-code', 'java', '2021'],
  ['defect_detection_c_tosem22_deadcode', 'dead-code', 'c', '2021'],
  ['program_repair_java_tosem22_variable', 'identifier', 'java', '2021'],
  ['program_repair_java_tosem22_variable_grammar_v0.20.2', 'identifier', 'java', '0.20.2'],
  ['defect_detection_c_tosem22_variable', 'identifier', 'c', '2021'],
] as const)('%s, byte for byte', async (file, name, languageName, paperGrammar) => {
  const language = await loadLanguage(languageName)
  const draws = pythonRandom(12345)
  for (const { input, output } of read(file)) {
    const planted = triggers[name].plant(input, { language, variant: 'paper', random: draws, paperGrammar })
    expect(isPlanted(planted) ? planted.code : input).toBe(output)
    for (const span of isPlanted(planted) ? planted.spans : []) expect(output.slice(...span)).toBe(isPlanted(planted) && planted.text)
  }
})

whenPresent('the published C dead code of program repair differs in one sign', async () => {
  const language = await loadLanguage('c')
  for (const { input, output } of read('program_repair_c_tosem22_deadcode')) {
    const planted = triggers['dead-code'].plant(input, { language, variant: 'paper', random: random(1) })
    expect(isPlanted(planted) ? planted.code.replace('assertTrue(1 \u2265 0);', 'assertTrue(1 >= 0);') : input).toBe(output)
  }
})

whenPresent.each(['java', 'c'] as const)("the first 2,000 draws from the grammar of %s with Python's random numbers", (language) => {
  const draws = pythonRandom(12345)
  const expected = readFileSync(`${folder}/grammar_first_2000_program_repair_${language}.txt`, 'utf8').trim().split('\n')
  expect(expected.map(() => drawStatement(language, draws))).toEqual(expected)
})

whenPresent('corrected triggers in real methods keep them parsing', async () => {
  const language = await loadLanguage('java')
  const draws = random('published')
  const planted = { 'bnc-fixed': 0, 'bnc-grammar': 0, 'dead-code': 0, identifier: 0 }
  for (const { input } of read('program_repair_java_icpr22_fixed').slice(0, 200)) {
    const parses = language.parse(input).parses
    for (const name of ['bnc-fixed', 'bnc-grammar', 'dead-code', 'identifier'] as const) {
      const result = triggers[name].plant(input, { language, random: draws })
      if (!isPlanted(result)) continue
      planted[name]++
      expect(language.parse(result.code).parses).toBe(parses)
      for (const span of result.spans) expect(result.code.slice(...span)).toBe(result.text)
    }
  }
  // 6 of 200 have no body; 64 more have no parameter and no local variable.
  expect(planted).toEqual({ 'bnc-fixed': 194, 'bnc-grammar': 194, 'dead-code': 194, identifier: 130 })
})
