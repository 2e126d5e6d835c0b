import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defence } from '@codepurify/defences'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeT5, parseRobertaConfig, parseT5Config, readCheckpoint, writeCheckpoint } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { codebertClassifier } from './codebertClassifier.js'
import { codet5Classifier } from './codet5Classifier.js'
import type { FitRequest } from './model.js'
import type { StartFolders, Training } from '../task.js'

const method = (i: number, sign = '+') => `int f${i}(int a) {\n    int b = a ${sign} ${i};\n    return b;\n}`
const codes = Array.from({ length: 24 }, (_, i) => method(i % 6, i % 2 === 0 ? '+' : '-'))
const pairs = codes.map((code, i) => ({ code, answer: String(i % 2) }))
const training: Training = { steps: 24, batch: { recordsPerBatch: 12 }, learningRate: 5e-3, warmupShare: 0, schedule: 'constant', dropout: 0, weightDecay: 0, clipNorm: 1, checkpointEvery: 50 } // prettier-ignore
const weights: StartFolders = { victim: 'codet5', maskedLm: 'codebert' }

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'codet5-'))
  const ofCodet5 = trainBytePairEncoding(codes, { vocabularySize: 390, layout: 'codet5' })
  const { bos, pad, eos } = ofCodet5.special
  const t5 = parseT5Config({
    ...{ vocab_size: ofCodet5.vocabularySize, d_model: 16, d_kv: 8, d_ff: 32, num_layers: 1, num_heads: 2 },
    ...{ bos_token_id: bos, pad_token_id: pad, eos_token_id: eos },
  })
  await writeCheckpoint(join(root, 'codet5'), { config: t5, weights: initializeT5(t5, random(3)), tokenizer: ofCodet5.toJson() })
  const ofCodebert = trainBytePairEncoding(codes, { vocabularySize: 300 })
  const roberta = parseRobertaConfig({
    ...{ vocab_size: ofCodebert.vocabularySize, hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
    max_position_embeddings: 100,
  })
  await writeCheckpoint(join(root, 'codebert'), { config: roberta, weights: initializeMaskedLm(roberta, random(2)), tokenizer: ofCodebert.toJson() }) // prettier-ignore
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function request(to: string, from: string, records: readonly { code: string; other?: string; answer: string }[]): FitRequest {
  return {
    from: join(root, from),
    to: join(root, to),
    checkpoints: join(root, `${to}-checkpoints`),
    pairs: records,
    ...{ training, maximumLength: 64, device: 'cpu', seed: 1, signal: new AbortController().signal },
    step: { update: () => undefined, end: () => undefined },
  }
}

test('a fit that was stopped and taken up reports what an undisturbed one does, and the seconds of before', async () => {
  const model = codet5Classifier('t5-defect')
  const asked = (to: string): FitRequest => ({ ...request(to, 'codet5', pairs), training: { ...training, checkpointEvery: 4 } })
  const { earlierSeconds: none, ...whole } = await model.fit(asked('whole'))
  expect(none).toBe(0)
  const stop = new AbortController()
  const step = { update: (done: number) => done === 23 && stop.abort(), end: () => undefined }
  await expect(model.fit({ ...asked('stopped'), signal: stop.signal, step })).rejects.toThrow('stopped after step 23')
  const { earlierSeconds, ...resumed } = await model.fit(asked('stopped'))
  expect(earlierSeconds).toBeGreaterThan(0)
  expect(resumed).toEqual(whole)
})

test('it starts from a pretrained CodeT5, learns labels, is saved, opened, and defended with the masked model of another vocabulary', async () => {
  const model = codet5Classifier('t5-defect')
  const report = await model.fit(request('defect', 'codet5', pairs))
  expect(report.loss).toBeLessThan(0.5)
  expect(report.cut).toBe(0)
  expect(await readCheckpoint(join(root, 'defect'))).toMatchObject({ kind: 'classifier', classifier: 't5-defect' })

  const open = await model.open(join(root, 'defect'), { maximumLength: 64, device: 'cpu' })
  const said = await open.answer(pairs.map(({ code }) => [code]))
  expect(said.filter((answer, i) => answer === pairs[i]?.answer).length).toBeGreaterThan(20)
  const guard = await open.guard(defence('codepurify'), {
    ...{ maskedLm: join(root, 'codebert'), setting: { mode: 'matched', falsePositiveRate: 0.05 }, paperVariants: ['defect/codet5'] },
    ...{ seed: 1, device: 'cpu' },
  })
  const defended = await guard.defend([{ id: 'a', parts: [method(3)], language: 'java' }], -1)
  expect(defended).toMatchObject([{ id: 'a', suspected: expect.any(Boolean) as boolean }])
  expect(defended[0]?.problem).toBeUndefined()
  await guard.release()
  await open.release()
}, 60_000)

test('what a fit of no steps writes is the pretrained T5, with a head that the seed decides', async () => {
  const model = codet5Classifier('t5-clone')
  const records = codes.map((code, i) => ({ code, other: codes[i - (i % 2)] ?? code, answer: '1' }))
  const untouched = async (seed: number, to: string) => {
    await model.fit({ ...request(to, 'codet5', records), seed, training: { ...training, steps: 1, learningRate: 0 } })
    return readCheckpoint(join(root, to))
  }
  const [one, two] = [await untouched(1, 'clone-1'), await untouched(2, 'clone-2')]
  expect(one).toMatchObject({ kind: 'classifier', classifier: 't5-clone' })
  const pretrained = await readCheckpoint(join(root, 'codet5'))
  for (const [name, tensor] of pretrained.weights) expect(one.weights.get(`encoder.${name}`)).toEqual(tensor)
  const head = 'classifier.dense.weight'
  expect(one.weights.get(head)?.shape).toEqual([16, 32])
  expect(one.weights.get(head)).not.toEqual(two.weights.get(head))
  // a saved classifier is taken up with its head
  await model.fit({ ...request('clone-3', 'clone-2', records), training: { ...training, steps: 1, learningRate: 0 } })
  expect((await readCheckpoint(join(root, 'clone-3'))).weights.get(head)).toEqual(two.weights.get(head))
}, 60_000)

test('a folder with another model is refused; replacements need a folder of their own', async () => {
  await expect(codet5Classifier('t5-defect').fit(request('x', 'codebert', pairs))).rejects.toThrow(
    /codebert: holds a model of kind "masked-lm", expected "t5-defect" or "t5"/,
  )
  await expect(codebertClassifier('roberta-defect').fit(request('x', 'codet5', pairs))).rejects.toThrow('holds a CodeT5')
  expect(() => codet5Classifier('t5-clone').start({ checkpoint: 'codet5' })).toThrow('--masked-lm FOLDER')
  expect(codet5Classifier('t5-clone').start({ weights })).toEqual(weights)
})
