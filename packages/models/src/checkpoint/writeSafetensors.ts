import type { Weights } from '@codepurify/graph'
import { open, rename, rm } from 'node:fs/promises'
import { toHalf } from './halfPrecision.js'

/** How numbers are stored: float16 halves the file and keeps 11 significant bits. */
export interface WriteOptions {
  readonly dtype?: 'float32' | 'float16'
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes weights as .safetensors, in the order of their names, so that equal weights give equal bytes; to a temporary name beside `path`,
 * renamed when whole. Throws a RangeError for a weight that float16 cannot hold.
 */
export async function writeSafetensors(
  path: string,
  weights: Weights,
  { dtype = 'float32', metadata = {} }: WriteOptions = {},
): Promise<void> {
  const bytesPer = dtype === 'float16' ? 2 : 4
  const names = [...weights.keys()].sort()
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...metadata } } // transformers refuses a file without a format
  let end = 0
  for (const name of names) {
    const { shape, data } = weightOf(weights, name)
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new RangeError(`weight "${name}" has shape [${shape.join(', ')}] but ${data.length} numbers`)
    }
    const start = end
    end += data.length * bytesPer
    header[name] = { dtype: dtype === 'float16' ? 'F16' : 'F32', shape, data_offsets: [start, end] }
  }
  const temporary = `${path}.${process.pid}.partial`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(encodeHeader(header))
    for (const name of names) await file.writeFile(encode(name, weightOf(weights, name).data, dtype))
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await file.close().catch(() => undefined) // it may be closed already: the first error is the one to tell
    await rm(temporary, { force: true })
    throw error
  }
}

function weightOf(weights: Weights, name: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const weight = weights.get(name)
  if (!weight) throw new RangeError(`no weight "${name}"`)
  return weight
}

/** Length, JSON, and spaces up to a multiple of 8 bytes, so that tensors are aligned. */
function encodeHeader(header: Readonly<Record<string, unknown>>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(json, 8)
  return bytes
}

function encode(name: string, data: Float32Array, dtype: 'float32' | 'float16'): Uint8Array {
  if (dtype === 'float32') return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const halves = Uint16Array.from(data, toHalf)
  const lost = data.findIndex((x, i) => Number.isFinite(x) && ((halves[i] ?? 0) & 0x7fff) === 0x7c00)
  if (lost >= 0) throw new RangeError(`weight "${name}" holds ${data[lost]}, beyond float16's 65504. Write it as float32`)
  return new Uint8Array(halves.buffer)
}
