import type { Weights } from '@codepurify/graph'
import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

const encoder = new TextEncoder()

const text = (value: string): Buffer => {
  const bytes = encoder.encode(value)
  return Buffer.concat([Buffer.from('X'), uint32(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

const int = (value: number): Buffer => Buffer.concat([Buffer.from('J'), uint32(value)])
const tuple = (...items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')])
const global = (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`)

/** The pickle of a state dictionary: each name, the storage that holds it, and its shape. */
function pickled(tensors: readonly { readonly name: string; readonly key: string; readonly shape: readonly number[] }[]): Buffer {
  const empty = Buffer.concat([global('collections', 'OrderedDict'), Buffer.from(')R')])
  const entries = tensors.flatMap(({ name, key, shape }) => {
    const count = shape.reduce((product, size) => product * size, 1)
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
    const storage = tuple(text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), int(count))
    const args = tuple(
      Buffer.concat([storage, Buffer.from('Q')]),
      int(0),
      tuple(...shape.map(int)),
      tuple(...strides.map(int)),
      Buffer.from('\x89', 'latin1'),
      empty,
    )
    return [text(name), global('torch._utils', '_rebuild_tensor_v2'), args, Buffer.from('R')]
  })
  return Buffer.concat([Buffer.from('\x80\x02', 'latin1'), empty, Buffer.from('('), ...entries, Buffer.from('u.')])
}

/** Writes float32 weights as torch.save does, below 4 GiB; `tied` names share the storage of a weight. Opened by torch.load of PyTorch 1.13. */
export async function writePytorch(path: string, weights: Weights, tied: ReadonlyMap<string, string> = new Map()): Promise<void> {
  const keys = new Map([...weights.keys()].map((name, index) => [name, String(index)]))
  const names = [...weights.keys(), ...tied.keys()]
  const tensors = names.map((name) => {
    const owner = tied.get(name) ?? name
    return { name, key: keys.get(owner) ?? '', shape: weights.get(owner)?.shape ?? [] }
  })
  const file = await open(path, 'w')
  const directory: Buffer[] = []
  let at = 0
  const write = async (bytes: Uint8Array): Promise<void> => {
    await file.writeFile(bytes)
    at += bytes.length
  }
  const entry = async (name: string, bytes: Uint8Array): Promise<void> => {
    // no flags, stored, no time; checksum, size twice, length of the name
    const fixed = Buffer.concat([
      Buffer.alloc(8),
      uint32(crc32(bytes)),
      uint32(bytes.length),
      uint32(bytes.length),
      uint16(name.length),
      uint16(0),
    ])
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), uint16(20), uint16(20), fixed, Buffer.alloc(10), uint32(at), Buffer.from(name)]),
    )
    await write(Buffer.concat([Buffer.from('PK\x03\x04'), uint16(20), fixed, Buffer.from(name)]))
    await write(bytes)
  }
  try {
    await entry('archive/data.pkl', pickled(tensors))
    for (const [name, { data }] of weights) {
      await entry(`archive/data/${keys.get(name) ?? ''}`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    }
    await entry('archive/version', Buffer.from('3\n'))
    const [start, length] = [at, directory.reduce((sum, bytes) => sum + bytes.length, 0)]
    for (const bytes of directory) await write(bytes)
    const count = uint16(directory.length)
    await write(Buffer.concat([Buffer.from('PK\x05\x06'), uint32(0), count, count, uint32(length), uint32(start), uint16(0)]))
  } finally {
    await file.close()
  }
}
