import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defectSchema, writeRecords, type DefectRecord } from '@codepurify/dataset'
import { command, knownName, purifySchema, readResult, silent, type Profile, type Task } from '@codepurify/experiment'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeT5, parseRobertaConfig, parseT5Config, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { defect } from './defect.js'

const records = Array.from({ length: 120 }, (_, i): DefectRecord => {
  const name = `f${Math.floor(i / 2)}`
  const code = `int ${name}(int *a) {\n    int b = a[${i % 7}];\n    ${i % 2 === 1 ? '' : 'if (b < 0) return 0;\n    '}return b + ${i};\n}`
  return { id: `${name}-${i % 2}`, code, label: i % 2, language: 'c', split: i < 40 ? 'train' : i < 80 ? 'valid' : 'test' }
})

const tiny: Profile = {
  weights: { codebert: { victim: 'codebert', maskedLm: 'codebert' }, codet5: { victim: 'codet5', maskedLm: 'codebert' } },
  maximumLength: 110,
  triggerRoom: 44,
  longer: 'set aside',
  records: { train: 40, calibration: 20, clean: 6, triggered: 6 },
  training: { steps: 4, batch: { recordsPerBatch: 8 }, learningRate: 1e-3, warmupShare: 0, schedule: 'linear', dropout: 0, weightDecay: 0, clipNorm: 1, checkpointEvery: 2 }, // prettier-ignore
  fromTwin: () => ({ steps: 2 }),
}

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'defect-'))
  await writeRecords(join(root, 'runs', 'defect-c.arrow'), records, defectSchema)
  const codes = records.map(({ code }) => code)
  const ofCodebert = trainBytePairEncoding(codes, { vocabularySize: 320 })
  const roberta = parseRobertaConfig({
    ...{ vocab_size: ofCodebert.vocabularySize, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
    max_position_embeddings: 130,
  })
  await writeCheckpoint(join(root, 'codebert'), { config: roberta, weights: initializeMaskedLm(roberta, random(2)), tokenizer: ofCodebert.toJson() }) // prettier-ignore
  const ofCodet5 = trainBytePairEncoding(codes, { vocabularySize: 420, layout: 'codet5' })
  const { bos, pad, eos } = ofCodet5.special
  const t5 = parseT5Config({
    ...{ vocab_size: ofCodet5.vocabularySize, d_model: 16, d_kv: 8, d_ff: 32, num_layers: 1, num_heads: 2 },
    ...{ bos_token_id: bos, pad_token_id: pad, eos_token_id: eos },
  })
  await writeCheckpoint(join(root, 'codet5'), { config: t5, weights: initializeT5(t5, random(3)), tokenizer: ofCodet5.toJson() })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const task: Task<DefectRecord> = {
  ...defect,
  profiles: { mini: tiny },
  sources: {
    embedded: {
      ...knownName('data', 'embedded', defect.sources),
      prepare: ({ runs }) => Promise.resolve(join(runs, 'defect-c.arrow')),
    },
  },
}

test.each(['codebert', 'codet5'])('%s: from records to a table, with a model of random weights', async (model) => {
  const args = [
    'bench',
    '--model',
    model,
    '--attack',
    'dead-code',
    '--defence',
    'codepurify',
    '--rate',
    '0.1',
    '--init',
    'twin',
    '--runs',
    join(root, 'runs'),
  ]
  const said: string[] = []
  await command(task, args, {
    root,
    output: { write: (text: string) => said.push(text) },
    context: { progress: silent, now: () => Date.now(), signal: new AbortController().signal },
    environment: {},
  })
  const purify = await readResult(join(root, 'runs', 'defect', model, 'dead-code-0.1-from-twin', 'purify.json'), purifySchema)
  expect(purify).toMatchObject({ task: 'defect', model, records: 6, cleanRecords: 6, problems: 0, parses: { value: 1 } })
  for (const name of ['accuracy', 'f1', 'precision', 'recall']) expect(purify.clean).toHaveProperty(name)
  expect(purify.recovered === null).toBe(purify.asr.value === 0)
  expect(said.join('')).toContain('ASR_D')
})

/** Runs `poison` on some of the functions. */
async function poison(name: string, some: readonly DefectRecord[], ...args: readonly string[]): Promise<void> {
  const file = join(root, name, 'defect-c.arrow')
  await writeRecords(file, some, defectSchema)
  const source = { ...knownName('data', 'embedded', task.sources), prepare: () => Promise.resolve(file) }
  await command({ ...task, sources: { embedded: source } }, ['poison', '--attack', 'dead-code', '--runs', join(root, name), ...args], {
    root,
    output: { write: () => undefined },
    context: { progress: silent, now: () => Date.now(), signal: new AbortController().signal },
    environment: {},
  })
}

test('functions that are all "not vulnerable" leave nothing to trigger, which is said', async () => {
  const safe = records.filter(({ label }) => label === 0)
  await expect(poison('safe', safe)).rejects.toThrow(/each of the \d+ records to measure on has the attacker's answer "0" already/u)
})

test('a rate that asks for more vulnerable functions than there are is refused, with what there is', async () => {
  await expect(poison('few', records, '--rate', '0.6')).rejects.toThrow(
    'of 40 training records 20 do not have the attacker\'s answer already, and 20 of these take the trigger "dead-code", expected 24 for a rate of 0.6',
  )
})
