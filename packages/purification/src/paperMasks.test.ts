import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { Tokenizer } from '@codepurify/tokenizer'
import { paperMasks } from './paperMasks.js'

const mask = { special: 'mask' } as const

const shared = process.env['CODEPURIFY_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const flow = join(shared, 'golden/purification_flow')
const present = existsSync(flow)
if (!present) console.info(`the paper's masks are not compared with the official ones: ${flow} is absent`)
const whenPresent = present ? test : test.skip

test('a statement keeps its exempt tokens, joined without spaces; an identifier gets three masks', async () => {
  const code = 'int f(int a) { if (a == 1) log("x"); return a; }'
  const java = await loadLanguage('java')
  const statement: Unit = { kind: 'statement', nodeType: 'if_statement', spans: [[15, 36]], depth: 0 }
  expect(paperMasks(code, statement, java)).toEqual([
    'int f(int a) { if(',
    mask,
    mask,
    mask,
    ')',
    mask,
    '(',
    mask,
    ')',
    mask,
    'return a; }',
  ])
  const identifier: Unit = { kind: 'identifier', name: 'a', nodeType: 'identifier', spans: [[10, 11]], depth: 0 }
  expect(paperMasks('f(a)', { ...identifier, spans: [[2, 3]] }, java)).toEqual(['f(', mask, mask, mask, ')'])
})

test("of C's statements the keywords alone stay", async () => {
  const code = 'int f(int a) { if (a == 1) return +a; return a; }'
  const statement: Unit = { kind: 'statement', nodeType: 'if_statement', spans: [[15, 37]], depth: 0 }
  const masks = (count: number) => Array.from({ length: count }, () => mask)
  expect(paperMasks(code, statement, await loadLanguage('c'))).toEqual([
    'int f(int a) { if',
    ...masks(5),
    'return',
    ...masks(3),
    'return a; }',
  ])
  expect(paperMasks(code, statement, await loadLanguage('java'))).toEqual([
    'int f(int a) { if(',
    ...masks(3),
    ')return+',
    ...masks(2),
    'return a; }',
  ])
})

interface GoldenRecord {
  readonly code: string
  readonly identifiers: readonly string[]
  readonly statements: readonly string[]
  readonly variants: readonly { readonly kind: Unit['kind']; readonly text: string; readonly mask_ids: readonly number[] }[]
}

// The official extractor reads \n in a string as a line break and loses what follows; a header of generics alone parses otherwise under the grammar of 2021.
const differs = (text: string): boolean => text.includes('\\n') || text.trim() === 'public <T> T'

const whenPresentEach = whenPresent.each([
  { language: 'java', folder: 'pr_codebert', units: 266 },
  { language: 'c', folder: 'dd_codebert', units: 140 },
] as const)

whenPresentEach('masks the units as the official code does, token by token: $language', async ({ language: name, folder, units }) => {
  const tokenizer = await Tokenizer.fromFolder(join(shared, 'golden/tokenizer/roberta_strmap'))
  const language = await loadLanguage(name)
  const { bos, eos } = tokenizer.special
  let compared = 0
  for (const line of readFileSync(join(flow, folder, 'records.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)) {
    const { code, variants } = JSON.parse(line) as GoldenRecord
    for (const { kind, text, mask_ids } of variants.filter((variant) => variant.kind === 'identifier' || !differs(variant.text))) {
      compared += 1
      const start = code.indexOf(text)
      const unit: Unit = {
        kind,
        ...(kind === 'identifier' && { name: text }),
        nodeType: kind,
        spans: [[start, start + text.length]],
        depth: 0,
      }
      const ids = [bos, ...tokenizer.encode(paperMasks(code, unit, language)).ids.slice(0, 94), eos]
      expect({ text, ids }).toEqual({ text, ids: mask_ids })
    }
  }
  expect(compared).toBe(units)
})
