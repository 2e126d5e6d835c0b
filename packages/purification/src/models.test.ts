import { calibrate, seq2SeqVictim, suspicion } from '@codepurify/entropy'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeSeq2Seq, MaskedLm, parseSeq2SeqConfig, Seq2Seq } from '@codepurify/models'
import { loadLanguage } from '@codepurify/syntax'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { purify } from './purify.js'

const methods = ['width', 'height', 'depth', 'margin'].flatMap((name) => [
  `int ${name}(int a) {\n    int sum = a + ${name};\n    log(sum);\n    return sum;\n}`,
  `void set(int ${name}) {\n    if (${name} < 0) {\n        throw new Error("${name}");\n    }\n    this.${name} = ${name};\n}`,
])

test('real models, untrained: every suspected record is purified into code that parses, alone as among others', async () => {
  const tokenizer = trainBytePairEncoding(methods, { vocabularySize: 320 })
  const config = parseSeq2SeqConfig({
    vocab_size: tokenizer.vocabularySize,
    hidden_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 64,
    max_position_embeddings: 66,
    decoder_layers: 1,
    decoder_ffn_dim: 64,
  })
  const model = await Seq2Seq.create({ config, weights: initializeSeq2Seq(config, random(1)), threads: 1 })
  const maskedLm = await MaskedLm.create({ config, weights: initializeMaskedLm(config, random(2)), threads: 1 })
  const victim = seq2SeqVictim(model, tokenizer, { maximumLength: 64 })
  const java = await loadLanguage('java')
  const clean = await suspicion(
    victim,
    methods.map((code) => ({ code, units: java.parse(code).units() })),
  )
  expect(calibrate(clean, { falsePositiveRate: 0.25 }).threshold).toBeGreaterThan(0)

  const records = methods.map((code, index) => ({ id: String(index), code, language: 'java' as const }))
  const all = await purify(records, { victim, maskedLm, tokenizer, threshold: 1.1, restore: false })
  const [alone] = await purify(records.slice(3, 4), { victim, maskedLm, tokenizer, threshold: 1.1, restore: false })
  await Promise.all([model.release(), maskedLm.release()])
  for (const { outcome, parses, code } of all) {
    expect({ outcome, parses }).toEqual({ outcome: 'purified', parses: true })
    expect(java.parse(code).parses).toBe(true)
  }
  expect(alone?.code).toBe(all[3]?.code)
})

test('a window that the code does not fit is counted', async () => {
  const tokenizer = trainBytePairEncoding(methods, { vocabularySize: 320 })
  const silent = { generate: () => Promise.resolve([]), score: () => Promise.resolve(new Float64Array()) }
  const { measure } = seq2SeqVictim(silent, tokenizer, { maximumLength: 12 })
  const [code = ''] = methods
  const { tokens, reach, unknowns } = measure([code])
  expect(tokens).toBe(tokenizer.encode(code).ids.length)
  expect(tokenizer.encode(code.slice(0, reach)).ids).toHaveLength(10)
  expect(unknowns).toEqual([])
  expect(measure(['a', { special: 'unk' }, 'a']).unknowns).toEqual([1])
})
