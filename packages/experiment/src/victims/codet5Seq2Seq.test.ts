import { random } from '@codepurify/metrics'
import { initializeT5, parseT5Config, T5 } from '@codepurify/models'
import { codet5Seq2Seq, framedT5 } from './codet5Seq2Seq.js'
import { UsageError } from '../options/usageError.js'

const config = parseT5Config({
  vocab_size: 40,
  d_model: 16,
  d_kv: 8,
  d_ff: 32,
  num_layers: 1,
  num_heads: 2,
  pad_token_id: 0,
  bos_token_id: 1,
  eos_token_id: 2,
})

test('answers and targets begin with <s>: the start id of the decoder stays inside', async () => {
  const model = await T5.create({ config, weights: initializeT5(config, random(1)) })
  try {
    const source = [1, 7, 8, 9, 2]
    const [own] = await model.generate([source], { maximumLength: 7 })
    const [framed] = await framedT5(model).generate([source], { maximumLength: 6 })
    expect(framed?.ids).toEqual(own?.ids.slice(1))
    expect(own?.ids[0]).toBe(config.decoder_start_token_id)
    const target = [1, 8, 7, 2]
    const [[scored], [expected]] = [await framedT5(model).score([{ source, target }]), await model.score([{ source, target: [0, ...target] }])] // prettier-ignore
    expect(scored).toBe(expected)
  } finally {
    await model.release()
  }
})

test('a checkpoint alone does not say what writes replacements: CodeT5 has no masked language model', () => {
  expect(() => codet5Seq2Seq.start({ checkpoint: 'codet5-small' })).toThrow(UsageError)
  expect(() => codet5Seq2Seq.start({ checkpoint: 'codet5-small' })).toThrow('--masked-lm FOLDER')
  expect(codet5Seq2Seq.start({ checkpoint: 'a', maskedLm: 'b' })).toEqual({ victim: 'a', maskedLm: 'b' })
})
