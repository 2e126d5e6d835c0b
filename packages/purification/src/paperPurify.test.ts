import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MaskedLm, readCheckpoint } from '@codepurify/models'
import { ruleVictim } from '@codepurify/entropy'
import { loadLanguage, type Unit } from '@codepurify/syntax'
import { Tokenizer, trainBytePairEncoding } from '@codepurify/tokenizer'
import { paperRequest } from './paperPurify.js'
import { purify } from './purify.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const flow = join(shared, 'golden/purification_flow')
const present = existsSync(flow)
if (!present) console.info(`the paper's purification is not compared with the official one: ${flow} is absent`)
const whenPresent = present ? test : test.skip

interface GoldenRecord {
  readonly code: string
  readonly argmax: number
  readonly masked_var_num: number
  readonly variants: readonly { readonly kind: Unit['kind']; readonly text: string }[]
  readonly chosen_mask_ids: readonly number[]
  readonly purified_ids: readonly number[]
}

whenPresent('the ids that the masked language model writes are the official ones', async () => {
  const tokenizer = await Tokenizer.fromFolder(join(shared, 'golden/tokenizer/roberta_strmap'))
  const checkpoint = await readCheckpoint(join(flow, 'mlm'))
  if (checkpoint.kind !== 'masked-lm') throw new Error(`expected a masked language model, got ${checkpoint.kind}`)
  const maskedLm = await MaskedLm.create(checkpoint)
  const language = await loadLanguage('java')
  const victim = ruleVictim({ triggered: () => false, target: '', maximumLength: 96 })
  const golden = readFileSync(join(flow, 'pr_codebert/records.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GoldenRecord)
    // A method's header alone is no statement under today's grammar, and parses otherwise: see paperMasks.test.ts.
    .filter(({ variants, argmax }) => variants[argmax]?.text.trim() !== 'public <T> T')
  expect(golden.length).toBeGreaterThanOrEqual(44)
  const requests = golden.map(({ code, variants, argmax }) => {
    const { kind = 'statement', text = '' } = variants[argmax] ?? {}
    const start = code.indexOf(text)
    const unit: Unit = {
      kind,
      ...(kind === 'identifier' && { name: text }),
      nodeType: kind,
      spans: [[start, start + text.length]],
      depth: 0,
    }
    return paperRequest({ code, language }, unit, { tokenizer, victim })
  })
  const guesses = await maskedLm.predict(requests, { top: 1, attendPadding: true })
  await maskedLm.release()
  golden.forEach(({ chosen_mask_ids, purified_ids }, index) => {
    const { ids = [], positions = [] } = requests[index] ?? {}
    expect(ids.slice(0, chosen_mask_ids.length)).toEqual(chosen_mask_ids)
    const written = [...ids]
    positions.forEach((position, slot) => (written[position] = guesses[index]?.[slot]?.[0]?.id ?? -1))
    expect(written.slice(0, purified_ids.length)).toEqual(purified_ids)
  })
})

test("the paper's way rewrites a suspected record in one round and leaves others alone", async () => {
  const trigger = 'if (Math.random() < 0) System.out.println("fail");'
  const code = 'int area(int width, int height) {\n    int product = width * height;\n    return product + width;\n}'
  const triggered = code.replace('{', `{ ${trigger}`)
  const tokenizer = trainBytePairEncoding([triggered], { vocabularySize: 300 })
  const victim = ruleVictim({ triggered: (text) => text.includes(trigger), target: 'void pwned ( ) { }', maximumLength: 500 })
  const [id = 0] = tokenizer.encode('x').ids
  const maskedLm = {
    predict: (requests: { positions: number[] }[]) =>
      Promise.resolve(requests.map(({ positions }) => positions.map(() => [{ id, logProbability: 0 }]))),
  }
  const records = [
    { id: 'bad', code: triggered, language: 'java' as const },
    { id: 'good', code, language: 'java' as const },
  ]
  const [bad, good] = await purify(records, { victim, maskedLm, tokenizer, rule: 'paper', threshold: 0.5 })
  expect(bad).toMatchObject({ changed: true, outcome: 'purified', parses: false, modelCalls: { maskedLm: 1 } })
  expect(bad?.code).toMatch(/^x+$/)
  expect(good).toMatchObject({ changed: false, outcome: 'clean', code })
})
