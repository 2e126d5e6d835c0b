import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { readSafetensors } from './readSafetensors.js'
import { folderOf, greatestDifference } from '../testing/golden.js'
import { readCheckpoint } from './checkpoint.js'
import { exportOnnx } from './exportOnnx.js'
import { withMetadata } from './onnxMetadata.js'

interface Expected {
  readonly input_ids: number[][]
  readonly decoder_input_ids: number[][]
  readonly source_ids: number[][]
  readonly target_ids: number[][]
  readonly logits: number[][]
  readonly prob: number[][]
}

async function open(name: string) {
  const folder = folderOf(name)
  const model = exportOnnx(await readCheckpoint(folder), { made: 'a test' })
  // as any program would: onnxruntime's own session, and nothing of this project's
  const session = await InferenceSession.create(model.bytes)
  expect(Object.keys(model.inputs)).toEqual([...session.inputNames])
  expect(Object.keys(model.outputs)).toEqual([...session.outputNames])
  const expected = JSON.parse(await readFile(`${folder}expected.json`, 'utf8')) as Expected
  const tensor = async (key: string): Promise<Float32Array> => {
    const data = (await readSafetensors(`${folder}tensors.safetensors`)).tensors.get(key)?.data
    return data instanceof Float32Array ? data : new Float32Array(0)
  }
  const run = async (feeds: Readonly<Record<string, readonly number[][]>>) => {
    const found = await session.run(Object.fromEntries(Object.entries(feeds).map(([key, rows]) => [key, int64(rows)])))
    const read = (output: string): Float32Array => (found[output]?.data instanceof Float32Array ? found[output].data : new Float32Array(0))
    await session.release()
    return read
  }
  return { expected, tensor, run }
}

const int64 = (rows: readonly number[][]): Tensor =>
  new Tensor('int64', BigInt64Array.from(rows.flat().map(BigInt)), [rows.length, rows[0]?.length ?? 0])

test('roberta_mlm: another onnxruntime gives the logits of PyTorch', async () => {
  const { expected, tensor, run } = await open('roberta_mlm')
  const output = await run({ input_ids: expected.input_ids })
  expect(greatestDifference(output('logits'), await tensor('logits'))).toBeLessThan(1e-4)
})

test('codebert_seq2seq: the same, for every real target token', async () => {
  const { expected, tensor, run } = await open('codebert_seq2seq')
  const output = await run({ input_ids: expected.source_ids, decoder_input_ids: expected.target_ids })
  const logits = await tensor('lm_logits')
  const words = logits.length / expected.target_ids.flat().length
  expected.target_ids.flat().forEach((id, row) => {
    if (id === 1) return
    const rows = [output('logits'), logits].map((all) => all.slice(row * words, (row + 1) * words))
    expect(greatestDifference(rows[0] ?? logits, rows[1] ?? logits)).toBeLessThan(1e-4)
  })
})

test.each(['t5_relu_tied', 't5_gated_gelu_untied'])('%s: the same', async (name) => {
  const { expected, tensor, run } = await open(name)
  const output = await run({ input_ids: expected.input_ids, decoder_input_ids: expected.decoder_input_ids })
  expect(greatestDifference(output('logits'), await tensor('logits'))).toBeLessThan(1e-4)
})

test.each(['roberta_cls_1', 'roberta_cls_2', 'codet5_defect'])('%s: the same', async (name) => {
  const { expected, run } = await open(name)
  const output = await run({ input_ids: expected.input_ids })
  expect(greatestDifference(output('logits'), Float32Array.from(expected.logits.flat()))).toBeLessThan(1e-4)
})

test.each(['codebert_clone', 'codet5_clone'])('%s: the same, for pairs', async (name) => {
  const { expected, run } = await open(name)
  const half = (expected.input_ids[0]?.length ?? 0) / 2
  const output = await run({
    input_ids: expected.input_ids.map((ids) => ids.slice(0, half)),
    second_input_ids: expected.input_ids.map((ids) => ids.slice(half)),
  })
  const logits = output('logits')
  expected.prob.forEach((probabilities, row) => {
    const [a = NaN, b = NaN] = logits.subarray(2 * row, 2 * row + 2)
    expect(1 / (1 + Math.exp(a - b))).toBeCloseTo(probabilities[1] ?? NaN, 5)
  })
})

test('metadata is written as protobuf has it', () => {
  // field 14, 9 bytes: key "k" (field 1), value "é…" (field 2)
  expect([...withMetadata(Uint8Array.of(8, 10), { k: 'xyz' })]).toEqual([8, 10, 0x72, 8, 0x0a, 1, 0x6b, 0x12, 3, 0x78, 0x79, 0x7a])
  expect([...withMetadata(new Uint8Array(0), { k: 'x'.repeat(300) })].slice(0, 9)).toEqual([0x72, 0xb2, 2, 0x0a, 1, 0x6b, 0x12, 0xac, 2])
})
