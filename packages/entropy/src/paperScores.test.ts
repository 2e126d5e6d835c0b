import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCheckpoint, Seq2Seq } from '@codepurify/models'
import type { Unit } from '@codepurify/syntax'
import { Tokenizer } from '@codepurify/tokenizer'
import { seq2SeqVictim } from './seq2SeqVictim.js'
import { suspicion } from './suspicion.js'
import { isGenerated } from './victim.js'

interface GoldenRecord {
  readonly code: string
  readonly identifiers: readonly string[]
  readonly statements: readonly string[]
  readonly target_text: string
  readonly entropy: number
  readonly max_score: number
  readonly variants: readonly { readonly kind: Unit['kind']; readonly text: string; readonly score: number }[]
}

const shared = process.env['CODEPURIFY_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const flow = join(shared, 'golden/purification_flow/pr_codebert')
const present = existsSync(flow)
if (!present) console.info(`the paper's scores are not compared with the official ones: ${flow} is absent`)
const whenPresent = present ? test : test.skip

whenPresent("scores, entropies and answers are the official code's, with all records in one batch", async () => {
  const tokenizer = await Tokenizer.fromFolder(join(shared, 'golden/tokenizer/roberta_strmap'))
  const checkpoint = await readCheckpoint(join(flow, 'victim'))
  if (checkpoint.kind !== 'seq2seq') throw new Error(`expected a seq2seq victim, got ${checkpoint.kind}`)
  const model = await Seq2Seq.create(checkpoint)
  const golden = readFileSync(join(flow, 'records.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GoldenRecord)
  const records = golden.map(({ code, identifiers, statements }) => {
    const unit =
      (kind: Unit['kind']) =>
      (text: string): Unit => {
        const start = code.indexOf(text)
        return { kind, ...(kind === 'identifier' && { name: text }), nodeType: kind, spans: [[start, start + text.length]], depth: 0 }
      }
    return { code, units: [...identifiers.map(unit('identifier')), ...statements.map(unit('statement'))] }
  })

  const found = await suspicion(seq2SeqVictim(model, tokenizer, { maximumLength: 96 }), records, { rule: 'paper' })
  await model.release()
  found.forEach((own, index) => {
    const expected = golden[index]
    if (!expected) throw new Error('more results than records')
    expect(isGenerated(own.answer) && own.answer.text).toBe(expected.target_text)
    expect(own.scores.filter(({ state }) => state === 'counted')).toHaveLength(expected.variants.length)
    for (const { kind, text, score } of expected.variants) {
      const same = own.scores.find(({ unit }) => unit.kind === kind && textOf(expected.code, unit) === text)
      expect(Math.abs((same?.score ?? NaN) - score)).toBeLessThan(1e-4)
    }
    expect(Math.abs(own.entropy - expected.entropy)).toBeLessThan(1e-4)
    expect(Math.abs((own.top?.score ?? NaN) - expected.max_score)).toBeLessThan(1e-4)
  })
})

const textOf = (code: string, { spans }: Unit): string => code.slice(...(spans[0] ?? [0, 0]))
