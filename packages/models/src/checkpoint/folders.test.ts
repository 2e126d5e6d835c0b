import type { Weights } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writePytorch } from '../../benchmarks/writePytorch.js'
import { parseRobertaConfig } from '../roberta/config.js'
import { folderOf } from '../testing/golden.js'
import { initializeMaskedLm } from '../weights/initialize.js'
import { readCheckpoint } from './checkpoint.js'
import { writeCheckpoint } from './writeCheckpoint.js'
import { writeSafetensors } from './writeSafetensors.js'

const config = parseRobertaConfig({
  ...{ vocab_size: 30, hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 12, max_position_embeddings: 20 },
})
const weights = initializeMaskedLm(config, random(1))
const names = [...weights.keys()]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folders-'))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
})
afterEach(() => rm(folder, { recursive: true }))

const part = (from: number, to?: number): Weights => new Map([...weights].slice(from, to))
const write = (name: string, json: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof json === 'string' ? json : JSON.stringify(json))

async function writeParts(change: (map: Record<string, string>) => unknown = () => undefined): Promise<void> {
  await writeSafetensors(join(folder, 'model-1.safetensors'), part(0, 10))
  await writeSafetensors(join(folder, 'model-2.safetensors'), part(10))
  const map = Object.fromEntries(names.map((name, i) => [name, `model-${i < 10 ? 1 : 2}.safetensors`]))
  change(map)
  await write('model.safetensors.index.json', { metadata: { total_size: 1 }, weight_map: map })
}

test('a checkpoint in parts is read', async () => {
  await writeParts()
  const { kind, weights: read, source } = await readCheckpoint(folder)
  expect(kind).toBe('masked-lm')
  expect([...read]).toEqual([...weights])
  expect(source.files.map((file) => file.slice(folder.length + 1))).toEqual(['model-1.safetensors', 'model-2.safetensors'])
})

test('pytorch_model.bin is read, in one file and in parts, and so is the only *.bin of a script', async () => {
  await writePytorch(join(folder, 'pytorch_model-1.bin'), part(0, 10))
  await writePytorch(join(folder, 'pytorch_model-2.bin'), part(10))
  await write('pytorch_model.bin.index.json', {
    weight_map: Object.fromEntries(names.map((name, i) => [name, `pytorch_model-${i < 10 ? 1 : 2}.bin`])),
  })
  expect([...(await readCheckpoint(folder)).weights]).toEqual([...weights])
  await Promise.all(['pytorch_model-1.bin', 'pytorch_model-2.bin', 'pytorch_model.bin.index.json'].map((name) => rm(join(folder, name))))
  await writePytorch(join(folder, 'model.bin'), weights, new Map([['lm_head.decoder.weight', 'roberta.embeddings.word_embeddings.weight']]))
  await write('training_args.bin', 'not weights')
  expect([...(await readCheckpoint(folder)).weights]).toEqual([...weights])
  await copyFile(join(folder, 'model.bin'), join(folder, 'other.bin'))
  await expect(readCheckpoint(folder)).rejects.toThrow(/several files that could be the weights.*model\.bin.*other\.bin/)
})

test.each<[string, (map: Record<string, string>) => unknown, RegExp]>([
  [
    'outside of the folder',
    (map) => (map[names[0] ?? ''] = '../model-1.safetensors'),
    /word_embeddings\.weight" is in "\.\.\/model-1\.safetensors", expected the name/,
  ],
  [
    'that the folder does not have',
    (map) => (map[names[0] ?? ''] = 'model-3.safetensors'),
    /names model-3\.safetensors, which the folder does not have/,
  ],
  ['of another format', (map) => (map[names[0] ?? ''] = 'model.bin'), /is in "model\.bin", expected the name of a \.safetensors file/],
  [
    'that holds something else',
    (map) => (map[names[1] ?? ''] = 'model-2.safetensors'),
    /position_embeddings\.weight is here, but in model-2\.safetensors by the index/,
  ],
  ['that lacks a tensor', (map) => (map['extra'] = 'model-1.safetensors'), /extra is missing/],
])('an index with a file %s is refused', async (_, change, message) => {
  await writeParts(change)
  await expect(readCheckpoint(folder)).rejects.toThrow(message)
})

test('an index that names a tensor twice, or no files, is refused', async () => {
  await writeParts()
  await write('model.safetensors.index.json', '{"weight_map": {"a": "model-1.safetensors", "\\u0061": "model-2.safetensors"}}')
  await expect(readCheckpoint(folder)).rejects.toThrow(/index\.json: it names "a" twice/)
  await write('model.safetensors.index.json', { weight_map: {} })
  await expect(readCheckpoint(folder)).rejects.toThrow(/names no files/)
  await write('model.safetensors.index.json', { weight_map: [] })
  await expect(readCheckpoint(folder)).rejects.toThrow(/no "weight_map"/)
})

test.each([NaN, Infinity, -Infinity])('%d in the weights is refused, with its tensor', async (value) => {
  const broken = new Map(weights)
  const data = Float32Array.from(weights.get('lm_head.bias')?.data ?? [])
  data[7] = value
  broken.set('lm_head.bias', { shape: [30], data })
  await writeSafetensors(join(folder, 'model.safetensors'), broken)
  await expect(readCheckpoint(folder)).rejects.toThrow(
    `model.safetensors: tensor "lm_head.bias" holds ${value} at place 7, expected finite numbers`,
  )
})

test('a tokenizer with more ids than the model has rows is refused', async () => {
  await writeCheckpoint(folder, {
    config,
    weights,
    tokenizer: { model: { vocab: { a: 29, b: 30 } }, added_tokens: [{ id: 31, content: '<x>' }] },
  })
  await expect(readCheckpoint(folder)).rejects.toThrow(
    /tokenizer\.json: 2 of its tokens have ids from 30 on, as "b" with 30, but config\.json says vocab_size 30/,
  )
})

test.each<[string, object, RegExp]>([
  ['heads that do not divide the width', { num_attention_heads: 3 }, /hidden_size 8 cannot be divided among num_attention_heads = 3/],
  ['a billion layers', { num_hidden_layers: 1e9 }, /"num_hidden_layers" is 1000000000, expected a whole number from 1 to 1024/],
  ['a vocabulary below its own ids', { vocab_size: 2, pad_token_id: 1 }, /"eos_token_id" is 2, outside the vocabulary of 2/],
])('a config with %s is refused', async (_, fields, message) => {
  await writeSafetensors(join(folder, 'model.safetensors'), weights)
  await write('config.json', { ...config, ...fields })
  await expect(readCheckpoint(folder)).rejects.toThrow(message)
})

test('a config that names something twice is refused', async () => {
  await writeSafetensors(join(folder, 'model.safetensors'), weights)
  await write('config.json', `{"vocab_size": 30, ${JSON.stringify(config).slice(1)}`)
  await expect(readCheckpoint(folder)).rejects.toThrow(/config\.json: it names "vocab_size" twice/)
})

test('fractions stay fractions for Python, which tells 1 from 1.0', async () => {
  await writeCheckpoint(folder, { config: { ...config, hidden_dropout_prob: 0, initializer_range: 1 }, weights })
  const text = await readFile(join(folder, 'config.json'), 'utf8')
  expect(text).toMatch(/"hidden_dropout_prob": 0\.0,\n/)
  expect(text).toMatch(/"initializer_range": 1\.0,?\n/)
  expect(text).toMatch(/"hidden_size": 8,\n/)
})

test.each<[string, object]>([
  ['roberta_mlm', { architectures: ['RobertaForMaskedLM'], model_type: 'roberta', torch_dtype: 'float32', hidden_size: 64 }],
  ['roberta_cls_1', { architectures: ['RobertaForSequenceClassification'], model_type: 'roberta', id2label: { '0': 'LABEL_0' } }],
  ['codebert_seq2seq', { architectures: ['Seq2Seq'], decoder_layers: 2 }],
  ['t5_relu_tied', { architectures: ['T5ForConditionalGeneration'], model_type: 't5', is_encoder_decoder: true, d_model: 64 }],
])('%s goes out in the layout in which it came in', async (name, fields) => {
  const checkpoint = await readCheckpoint(folderOf(name))
  await writeCheckpoint(folder, checkpoint)
  expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject(fields)
  const again = await readCheckpoint(folder)
  expect(again.metadata).toEqual({ format: 'pt' })
  expect([...again.weights.keys()].sort()).toEqual([...checkpoint.weights.keys()].sort())
  for (const [key, { shape, data }] of checkpoint.weights) {
    expect(again.weights.get(key)?.shape).toEqual(shape)
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(again.weights.get(key)?.data.buffer ?? new ArrayBuffer(0)))).toBe(0)
  }
  // the official names, but for buffers, tied weights and the pooler, which transformers makes itself
  const { state_dict_keys } = JSON.parse(await readFile(`${folderOf(name)}expected.json`, 'utf8')) as { readonly state_dict_keys: string[] }
  const derived = /^bias$|position_ids$|pooler|^lm_head\.(decoder\.(weight|bias)|weight)$|embed_tokens\.weight$/
  expect([...again.weights.keys()].sort()).toEqual(state_dict_keys.filter((key) => !derived.test(key)).sort())
})
