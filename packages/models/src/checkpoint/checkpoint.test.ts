import type { Weights, WeightTensor } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCheckpoint } from './checkpoint.js'
import { writeCheckpoint } from './writeCheckpoint.js'
import { parseSeq2SeqConfig } from '../roberta/config.js'
import { initializeJoint, initializeMaskedLm, initializeSeq2Seq } from '../weights/initialize.js'
import { encoderWeights, maskedLmWeights, seq2seqWeights } from '../weights/modelKinds.js'
import { golden } from '../testing/golden.js'
import { maskedLmTable } from '../weights/weightTable.js'

const config = parseSeq2SeqConfig({
  vocab_size: 30,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 20,
  decoder_layers: 1,
  decoder_ffn_dim: 16,
})

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
})
afterEach(() => rm(folder, { recursive: true }))

function changed(weights: Weights, change: (map: Map<string, WeightTensor>) => void): Weights {
  const map = new Map(weights)
  change(map)
  return map
}

test.each([
  ['seq2seq', initializeSeq2Seq(config, random(1))],
  ['masked-lm', initializeMaskedLm(config, random(1))],
  ['joint', initializeJoint(config, random(1))],
] as const)('a %s folder comes back as it was written', async (kind, weights) => {
  await writeCheckpoint(folder, { config, weights, tokenizer: { model: 'BPE' } }, { metadata: { seed: '1' } })
  const read = await readCheckpoint(folder)
  expect(read.kind).toBe(kind)
  expect(read.config).toMatchObject(kind === 'masked-lm' ? { hidden_size: 8 } : config)
  expect(read.tokenizer).toEqual({ model: 'BPE' })
  expect(read.metadata).toEqual({ format: 'pt', seed: '1' })
  expect([...read.weights].sort()).toEqual([...weights].sort())
  expect((await readdir(folder)).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json'])
})

test('float16 halves the file and keeps 11 bits', async () => {
  const weights = initializeSeq2Seq(config, random(2))
  await writeCheckpoint(folder, { config, weights })
  const full = (await stat(join(folder, 'model.safetensors'))).size
  await writeCheckpoint(folder, { config, weights }, { dtype: 'float16' })
  const half = (await stat(join(folder, 'model.safetensors'))).size
  const numbers = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
  expect(full - half).toBeGreaterThan(2 * numbers - 100)
  const { weights: read } = await readCheckpoint(folder)
  for (const [name, { data }] of weights) {
    read
      .get(name)
      ?.data.forEach((x, i) => expect(Math.abs(x - (data[i] ?? NaN))).toBeLessThanOrEqual(Math.abs(data[i] ?? 0) * 2 ** -11 + 2 ** -25))
  }
})

test('every misfit of a checkpoint is listed, in one error', async () => {
  const weights = changed(initializeMaskedLm(config, random(3)), (map) => {
    map.delete('lm_head.dense.bias')
    map.set('roberta.embeddings.position_embeddings.weight', { shape: [21, 8], data: new Float32Array(168) })
    map.set('roberta.encoder.layer.7.output.dense.bias', { shape: [8], data: new Float32Array(8) })
    map.set('lm_head.decoder.weight', { shape: [30, 8], data: new Float32Array(240) })
  })
  await writeCheckpoint(folder, { config, weights })
  await expect(readCheckpoint(folder)).rejects.toThrow(
    new RegExp(
      [
        '4 of its tensors do not fit the model. Do config.json and weights belong together\\?',
        'misshapen: roberta.embeddings.position_embeddings.weight is \\[21, 8\\], expected \\[20, 8\\]',
        'missing: lm_head.dense.bias \\[8\\]',
        'untied: lm_head.decoder.weight differs from roberta.embeddings.word_embeddings.weight.*',
        'unknown: roberta.encoder.layer.7.output.dense.bias \\[8\\]',
      ].join('\\n  '),
    ),
  )
})

test('older checkpoints: tied duplicates, position ids and poolers are read and dropped', async () => {
  const { checkpoint, folder: path } = await golden('codebert_seq2seq')
  expect(checkpoint.weights.has('lm_head.weight')).toBe(false)
  expect(checkpoint.weights.has('encoder.pooler.dense.weight')).toBe(false)
  const { checkpoint: masked } = await golden('roberta_mlm')
  expect([...masked.weights.keys()]).toEqual([...maskedLmTable(masked.config).keys()])
  expect(path).toContain('codebert_seq2seq')
})

test('a bare RobertaModel lends its encoder to a victim', async () => {
  const named = encoderWeights(config, initializeMaskedLm(config, random(4)), 'encoder')
  const bare = new Map([...named].map(([name, weight]) => [name.replace('encoder.', ''), weight]))
  await writeCheckpoint(folder, { config, weights: bare })
  const { kind, weights } = await readCheckpoint(folder)
  expect(kind).toBe('encoder')
  const lent = encoderWeights(config, weights, 'encoder')
  expect([...lent].sort()).toEqual([...named].sort())
})

test('a jointly trained model is both a masked-LM and a seq2seq model', () => {
  const joint = initializeJoint(config, random(5))
  expect([...maskedLmWeights(config, joint).keys()]).toEqual([...initializeMaskedLm(config, random(5)).keys()])
  expect([...seq2seqWeights(config, joint).keys()]).toEqual([...initializeSeq2Seq(config, random(5)).keys()])
  expect(() => maskedLmWeights(config, initializeSeq2Seq(config, random(5)))).toThrow(/missing: lm_head.bias \[30\]/)
  expect(() => maskedLmWeights(config, new Map([['a.b', { shape: [1], data: new Float32Array(1) }]]))).toThrow(
    /expected a RoBERTa encoder. Tensors: a.b/,
  )
})

test('a folder that is cut, broken or empty says so', async () => {
  await expect(readCheckpoint(join(folder, 'absent'))).rejects.toThrow(
    /absent: no such folder, expected a Hugging Face checkpoint with config.json/,
  )
  await writeFile(join(folder, 'pytorch_model.bin'), '')
  await expect(readCheckpoint(folder)).rejects.toThrow(/no config.json, expected .*it has pytorch_model.bin. Copy what is missing/)
  const weights = initializeSeq2Seq(config, random(6))
  await writeCheckpoint(folder, { config, weights })
  const path = join(folder, 'model.safetensors')
  await truncate(path, (await stat(path)).size - 4)
  await expect(readCheckpoint(folder)).rejects.toThrow(/model.safetensors: tensor ".*" spans bytes \d+ to \d+, outside the \d+/)
  const json = await readFile(join(folder, 'config.json'), 'utf8')
  await writeFile(join(folder, 'config.json'), json.slice(0, 20))
  await expect(readCheckpoint(folder)).rejects.toThrow(/config.json: not JSON/)
  await writeCheckpoint(folder, { config: { ...config, hidden_size: 9 }, weights })
  await expect(readCheckpoint(folder)).rejects.toThrow(/hidden_size 9 cannot be divided among num_attention_heads = 2/)
  await writeCheckpoint(folder, { config: { ...config, vocab_size: 31 }, weights })
  await expect(readCheckpoint(folder)).rejects.toThrow(
    /misshapen: encoder.embeddings.word_embeddings.weight is \[30, 8\], expected \[31, 8\]/,
  )
})
