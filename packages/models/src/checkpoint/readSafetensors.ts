import { open, type FileHandle } from 'node:fs/promises'
import { fromBfloat, fromHalf } from './halfPrecision.js'
import { headerLength, parseHeader, type TensorEntry } from './safetensorsHeader.js'

/** A tensor as read: F16, BF16 and F64 become float32 (F64 is rounded); integers keep their width. */
export interface SafeTensor {
  /** As in the file: 'F32', 'F16', 'BF16', 'F64', 'I32', 'I64'. */
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | BigInt64Array
}

/** What a .safetensors file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Reads a .safetensors file. Its header is checked against the size of the file before memory is taken.
 * Throws on a file that is cut, whose ranges overlap or leave gaps, or that holds a dtype other than the six above.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = headerLength(await readRange(file, 0, Math.min(8, size), path), size, path)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readRange(file, 8, length, path))
    const header = parseHeader(text, size - 8 - length, path)
    for (const entry of header.tensors) decoder(entry, path)
    const tensors = new Map<string, SafeTensor>()
    for (const entry of header.tensors) {
      const bytes = await readRange(file, 8 + length + entry.start, entry.end - entry.start, path)
      tensors.set(entry.name, { dtype: entry.dtype, shape: entry.shape, data: decoder(entry, path)(bytes) })
    }
    return { tensors, metadata: header.metadata }
  } finally {
    await file.close()
  }
}

// one read() takes at most 2 GiB - 1
const CHUNK = 1 << 30

async function readRange(file: FileHandle, position: number, length: number, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK, length - done), position + done)
    if (bytesRead === 0)
      throw new RangeError(`${path}: it ended at byte ${position + done} while it was read, expected ${position + length}`)
    done += bytesRead
  }
  return bytes
}

type Decode = (bytes: Uint8Array<ArrayBuffer>) => SafeTensor['data']

const decoders: Readonly<Record<string, Decode>> = {
  F32: (bytes) => new Float32Array(bytes.buffer),
  F64: (bytes) => Float32Array.from(new Float64Array(bytes.buffer)),
  F16: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), fromHalf),
  BF16: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), fromBfloat),
  I32: (bytes) => new Int32Array(bytes.buffer),
  I64: (bytes) => new BigInt64Array(bytes.buffer),
}

function decoder({ name, dtype }: TensorEntry, path: string): Decode {
  const decode = Object.hasOwn(decoders, dtype) ? decoders[dtype] : undefined
  if (!decode) throw new RangeError(`${path}: tensor "${name}" is ${dtype}, expected one of ${Object.keys(decoders).join(', ')}`)
  return decode
}
