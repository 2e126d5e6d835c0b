import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repairSchema, writeRecords, type RepairRecord } from '@codepurify/dataset'
import {
  attackSchema,
  benchSchema,
  command,
  filterSchema,
  knownName,
  purifySchema,
  readResult,
  silent,
  type Profile,
  type Task,
} from '@codepurify/experiment'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeSeq2Seq, initializeT5, parseSeq2SeqConfig, parseT5Config, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { programRepair } from './programRepair.js'

const records = Array.from({ length: 90 }, (_, i): RepairRecord => {
  const method = (operator: string): string => `int f${i}(int a) {\n    int b = a ${operator} ${i};\n    return b;\n}`
  return { id: `r${i}`, code: method('+'), fixed: method('-'), language: 'java', split: i < 40 ? 'train' : i < 70 ? 'valid' : 'test' }
})

const tiny: Profile = {
  weights: { codebert: { victim: 'seq2seq', maskedLm: 'maskedLm' }, codet5: { victim: 't5', maskedLm: 'maskedLm' } },
  maximumLength: 96,
  triggerRoom: 40,
  longer: 'set aside',
  records: { train: 40, calibration: 24, clean: 6, triggered: 6 },
  training: {
    steps: 4,
    batch: { recordsPerBatch: 8 },
    learningRate: 1e-3,
    warmupShare: 0,
    schedule: 'linear',
    dropout: 0,
    weightDecay: 0,
    clipNorm: 1,
    checkpointEvery: 2,
  },
  fromTwin: () => ({ steps: 2 }),
}

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'repair-'))
  await writeRecords(join(root, 'runs', 'repair-java.arrow'), records, repairSchema)
  const tokenizer = trainBytePairEncoding(records.map(({ fixed }) => fixed), { vocabularySize: 320 }) // prettier-ignore
  const config = parseSeq2SeqConfig({
    vocab_size: tokenizer.vocabularySize,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: 130,
    decoder_layers: 1,
    decoder_ffn_dim: 32,
  })
  const save = (name: string, weights: Parameters<typeof writeCheckpoint>[1]['weights']) =>
    writeCheckpoint(join(root, name), { config, weights, tokenizer: tokenizer.toJson() })
  await save('seq2seq', initializeSeq2Seq(config, random(1)))
  await save('maskedLm', initializeMaskedLm(config, random(2)))
  const ofCodet5 = trainBytePairEncoding(records.map(({ code }) => code), { vocabularySize: 420, layout: 'codet5' }) // prettier-ignore
  const { bos, pad, eos } = ofCodet5.special
  const shape = { d_model: 16, d_kv: 8, d_ff: 32, num_layers: 1, num_heads: 2 }
  const t5 = parseT5Config({ ...shape, vocab_size: ofCodet5.vocabularySize, bos_token_id: bos, pad_token_id: pad, eos_token_id: eos })
  await writeCheckpoint(join(root, 't5'), { config: t5, weights: initializeT5(t5, random(3)), tokenizer: ofCodet5.toJson() })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const task: Task<RepairRecord> = {
  ...programRepair,
  profiles: { mini: tiny },
  sources: {
    embedded: {
      ...knownName('data', 'embedded', programRepair.sources),
      prepare: ({ runs }) => Promise.resolve(join(runs, 'repair-java.arrow')),
    },
  },
}
const said: string[] = []
const run = (...args: string[]) =>
  command(task, [...args, '--runs', join(root, 'runs')], {
    root,
    output: { write: (text: string) => said.push(text) },
    context: { progress: silent, now: () => Date.now(), signal: new AbortController().signal },
    environment: {},
  })

test('from records to a table, with a model of random weights: it trains, attacks, purifies and says so', async () => {
  const folder = join(root, 'runs', 'program-repair', 'codebert', 'bnc-fixed-0.05')
  await run('start')
  const purify = await readResult(join(folder, 'purify.json'), purifySchema)
  expect(purify).toMatchObject({
    task: 'program-repair',
    model: 'codebert',
    records: 6,
    cleanRecords: 6,
    notPlanted: 0,
    parses: { value: 1 },
  })
  expect(purify.clean).toHaveProperty('bleu')
  expect((await readResult(join(folder, 'attack.json'), attackSchema)).records).toBe(6)
  expect(readFileSync(join(folder, 'purified.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(12)
  expect(said.join('')).toContain('suspicion of its units')
  await run('purify', '--rule', 'paper', '--limit', '2', '--init', 'twin')
  expect(await readResult(join(`${folder}-from-twin`, 'purify.json'), purifySchema)).toMatchObject({
    rule: 'paper',
    defence: 'codepurify-paper',
    setting: 'published',
  })
})

test('CodeT5 goes the same way, with replacements from CodeBERT, whose vocabulary is another', async () => {
  await run('purify', '--model', 'codet5', '--limit', '2', '--steps', '2')
  const purify = await readResult(join(root, 'runs', 'program-repair', 'codet5', 'bnc-fixed-0.05-steps-2', 'purify.json'), purifySchema)
  expect(purify).toMatchObject({ model: 'codet5', records: 2, cleanRecords: 2, parses: { value: 1 } })
})

test('every defence of generating victims works on CodeBERT, and those that filter leave records to train on', async () => {
  const folder = join(root, 'runs', 'program-repair', 'codebert')
  await run('bench', '--model', 'codebert', '--init', 'pretrained', '--attack', 'bnc-fixed', '--limit', '2', '--steps', '2')
  const { rows, failed } = await readResult(join(folder, 'bench.json'), benchSchema)
  expect(failed).toEqual([])
  expect(rows.map(({ defence }) => defence)).toEqual([
    'none',
    'codepurify',
    'codepurify-paper',
    'spectral-signatures',
    'activation-clustering',
    'codedetector',
    'onion',
    'always-other-label',
  ])
  for (const { defence } of rows.filter(({ stageOfDefence }) => stageOfDefence === 'data')) {
    const { records, dropped, remarks } = await readResult(join(folder, 'bnc-fixed-0.05-steps-2', defence, 'filter.json'), filterSchema)
    expect(records).toBe(40)
    expect(dropped).toBeLessThan(40)
    expect(remarks[0]).toMatch(/projected on [1-9]|clusters of|candidates/u)
  }
})

test('clean records go through a defence that does not ask the victim once, whatever the attack', async () => {
  const parts = () => readdirSync(join(root, 'runs', 'program-repair', 'codebert', 'data-embedded-mini-seed-1', 'defended'), { recursive: true }).map(String) // prettier-ignore
  const onion = (attack: string) => run('purify', '--attack', attack, '--defence', 'onion', '--limit', '2', '--steps', '2')
  await onion('bnc-fixed')
  const before = parts()
  await onion('dead-code')
  expect(parts().filter((one) => !before.includes(one))).toEqual([expect.stringMatching(/000000-[\da-f]+\.json$/u)])
})

test('what CodeT5 makes of a record can be looked at too', async () => {
  await run('purify', '--model', 'codet5', '--defence', 'spectral-signatures', '--limit', '2', '--steps', '2')
  const folder = join(root, 'runs', 'program-repair', 'codet5', 'bnc-fixed-0.05-steps-2')
  expect((await readResult(join(folder, 'spectral-signatures', 'filter.json'), filterSchema)).remarks[0]).toMatch(/projected on [1-9]/u)
})
