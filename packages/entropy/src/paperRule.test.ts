import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Unit } from '@codepurify/syntax'
import { Tokenizer } from '@codepurify/tokenizer'
import { paperEntropy, paperReplace, paperRule } from './paperRule.js'
import { seq2SeqVictim } from './seq2SeqVictim.js'

const unk = { special: 'unk' } as const

test('an identifier is hidden as a whole word everywhere, strings and fields too', () => {
  expect(paperReplace('x = "x" + this.x + xs;', { kind: 'identifier', text: 'x' }, [unk])).toEqual([
    unk,
    '= "',
    unk,
    '" + this.',
    unk,
    '+ xs;',
  ])
})

test('all equal statements are hidden at once, and white space beside <unk> goes', () => {
  expect(paperReplace('{ f(); g(); f(); }', { kind: 'statement', text: 'f();' }, [unk])).toEqual(['{', unk, 'g();', unk, '}'])
})

test('a name with $ matches nowhere, as in the unescaped official pattern, and no name is a pattern', () => {
  expect(paperReplace('a$b = a$b', { kind: 'identifier', text: 'a$b' }, [unk])).toEqual(['a$b = a$b'])
  expect(paperReplace('aab', { kind: 'identifier', text: 'a+b' }, [unk])).toEqual(['aab'])
  expect(paperReplace('((.*)+$)', { kind: 'identifier', text: '((.*)+$)' }, [unk])).toEqual(['((.*)+$)'])
})

test('the entropy is in nats, and NaN when a score is exactly zero or there is none', () => {
  expect(paperEntropy([1, 1, 1, 1])).toBeCloseTo(Math.log(4), 12)
  expect(paperEntropy([1, 0])).toBeNaN()
  expect(paperEntropy([])).toBeNaN()
})

interface GoldenRecord {
  readonly code: string
  readonly identifiers: readonly string[]
  readonly statements: readonly string[]
  readonly variants: readonly { readonly kind: Unit['kind']; readonly text: string; readonly unk_ids: readonly number[] }[]
}

const shared = process.env['CODEPURIFY_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const flow = join(shared, 'golden/purification_flow/pr_codebert/records.jsonl')
const present = existsSync(flow)
if (!present) console.info(`the paper's variants are not compared with the official ones: ${flow} is absent`)
const whenPresent = present ? test : test.skip

whenPresent('hides the units as the official code does, token by token', async () => {
  const tokenizer = await Tokenizer.fromFolder(join(shared, 'golden/tokenizer/roberta_strmap'))
  const victim = seq2SeqVictim({ generate: () => Promise.resolve([]), score: () => Promise.resolve(new Float64Array()) }, tokenizer, {
    maximumLength: 96,
  })
  const { bos, eos } = tokenizer.special
  const records = readFileSync(flow, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GoldenRecord)
  expect(records).toHaveLength(46)
  for (const { code, identifiers, statements, variants } of records) {
    const unit =
      (kind: Unit['kind']) =>
      (text: string): Unit => {
        const start = code.indexOf(text)
        return { kind, ...(kind === 'identifier' && { name: text }), nodeType: kind, spans: [[start, start + text.length]], depth: 0 }
      }
    const units = [...identifiers.map(unit('identifier')), ...statements.map(unit('statement'))]
    const made = paperRule.variants({ code, units }, victim, Infinity)
    const ids = made.flatMap((variant) => ('source' in variant ? [[bos, ...tokenizer.encode(variant.source).ids.slice(0, 94), eos]] : []))
    const order = (a: readonly number[], b: readonly number[]) => a.join().localeCompare(b.join())
    expect(ids.sort(order)).toEqual(variants.map(({ unk_ids }) => unk_ids).sort(order))
  }
})
