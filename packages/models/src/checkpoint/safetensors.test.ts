import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSafetensors } from './readSafetensors.js'
import { writeSafetensors } from './writeSafetensors.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'))
})
afterAll(() => rm(folder, { recursive: true }))

function fileOf(header: unknown, dataBytes: number, claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

async function read(bytes: Uint8Array) {
  const path = join(folder, 'hostile.safetensors')
  await writeFile(path, bytes)
  return readSafetensors(path)
}

const f32 = (shape: unknown, start: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [start, end] })

test.each<[string, Uint8Array, RegExp]>([
  ['an empty file', new Uint8Array(0), /0 bytes, expected a safetensors file/],
  ['a header longer than the file', fileOf({}, 0, 1n << 40n), /claims 1099511627776 bytes/],
  ['a header longer than any integer', fileOf({}, 0, (1n << 64n) - 1n), /claims 18446744073709551615 bytes/],
  ['a header that is not JSON', fileOf('{"a":', 0), /not JSON/],
  ['a header that is a list', fileOf('[]', 0), /not a JSON object/],
  ['an unknown dtype', fileOf({ a: { dtype: 'F31', shape: [1], data_offsets: [0, 4] } }, 4), /dtype "F31", expected one of F32, F64/],
  ['a dtype without a reader', fileOf({ a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } }, 4), /"a" is U8, expected one of F32/],
  ['a negative size', fileOf({ a: f32([-1], 0, 4) }, 4), /shape \[-1\]/],
  ['a size that is text', fileOf({ a: f32(['1'], 0, 4) }, 4), /shape \["1"\]/],
  ['a shape that overflows', fileOf({ a: f32([2 ** 31, 2 ** 31, 2 ** 31], 0, 4) }, 4), /takes 3.9\d+e\+28 bytes, but spans 4/],
  ['a range beyond the file', fileOf({ a: f32([2], 0, 8) }, 4), /spans bytes 0 to 8, outside the 4/],
  ['a range that runs backwards', fileOf({ a: f32([0], 4, 0) }, 4), /spans bytes 4 to 0/],
  ['ranges that overlap', fileOf({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8), /"b" starts at byte 4, expected 8/],
  ['a gap', fileOf({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /"b" starts at byte 8, expected 4/],
  ['bytes after the last tensor', fileOf({ a: f32([1], 0, 4) }, 6), /end at byte 4 of 6/],
  ['metadata that is a number', fileOf({ __metadata__: { a: 1 } }, 0), /metadata "a" is 1/],
  ['a header of 2 GB', fileOf({}, 0, 2n ** 31n), /claims 2147483648 bytes, expected 2 to/],
  ['a name twice', fileOf(`{"a": ${JSON.stringify(f32([1], 0, 4))}, "\\u0061": ${JSON.stringify(f32([1], 4, 8))}}`, 8), /names "a" twice/],
  ['a header that is deep', fileOf('['.repeat(100_000), 0), /nests more than 64 levels deep/],
  ['an entry that is null', fileOf({ a: null }, 0), /not described by an object/],
])('%s is refused', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message)
})

test('a header that is not UTF-8 is refused', async () => {
  const bytes = fileOf('{"a": 1}', 0)
  bytes[10] = 0xff
  await expect(read(bytes)).rejects.toThrow(/not valid/)
})

test('integers and narrow floats are read', async () => {
  const header = {
    ids: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
    half: { dtype: 'F16', shape: [2], data_offsets: [8, 12] },
    brain: { dtype: 'BF16', shape: [], data_offsets: [12, 14] },
    ['__proto__']: { dtype: 'F32', shape: [0, 3], data_offsets: [14, 14] },
  }
  const bytes = fileOf(JSON.stringify(header), 14)
  bytes.set([7, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x3c, 0x00, 0xc0, 0xc0, 0x3f], bytes.length - 14)
  const { tensors } = await read(bytes)
  expect(tensors.get('ids')?.data).toEqual(BigInt64Array.of(7n))
  expect(tensors.get('half')?.data).toEqual(Float32Array.of(1, -2))
  expect(tensors.get('brain')).toEqual({ dtype: 'BF16', shape: [], data: Float32Array.of(1.5) })
  expect(tensors.get('__proto__')?.shape).toEqual([0, 3])
})

test('weights come back as they were, in either width', async () => {
  const weights = new Map([
    ['b', { shape: [2, 2], data: Float32Array.of(1, -0.5, 0.25, 3) }],
    ['a', { shape: [1], data: Float32Array.of(7) }],
  ])
  for (const dtype of ['float32', 'float16'] as const) {
    const path = join(folder, `${dtype}.safetensors`)
    await writeSafetensors(path, weights, { dtype, metadata: { seed: '1' } })
    const { tensors, metadata } = await readSafetensors(path)
    expect(metadata).toEqual({ format: 'pt', seed: '1' })
    expect([...tensors.keys()]).toEqual(['a', 'b'])
    expect(tensors.get('b')?.data).toEqual(Float32Array.of(1, -0.5, 0.25, 3))
    expect((await readFile(path)).length % 8).toBe(dtype === 'float32' ? 4 : 2) // an aligned header, then 20 or 10 bytes
  }
})

test('what float16 cannot hold is an error, and leaves no file behind', async () => {
  const weights = new Map([['big', { shape: [1], data: Float32Array.of(1e6) }]])
  await expect(writeSafetensors(join(folder, 'big.safetensors'), weights, { dtype: 'float16' })).rejects.toThrow(/"big" holds 1000000/)
  expect((await readdir(folder)).filter((name) => name.startsWith('big'))).toEqual([])
})
