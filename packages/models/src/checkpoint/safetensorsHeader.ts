/** @file The header of a .safetensors file: eight bytes of length, then JSON of names, dtypes, shapes and offsets; checked before memory is taken. */

import { CheckpointError } from './checkpointError.js'
import { elementTypes } from './elementTypes.js'
import { jsonFault } from './jsonFault.js'

// a tensor takes about 100 bytes of header, so this is room for 40,000; the format's own limit, 100 MB, would let JSON.parse take gigabytes
const LONGEST_HEADER = 4 * 1024 * 1024

// four a tensor
const MOST_NAMES = 160_000

/** One tensor of a file: `start` and `end` are bytes after the header. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

/** A checked header. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>
  /** By offset; together they fill the file exactly. */
  readonly tensors: readonly TensorEntry[]
}

/** Length of the JSON header from a file's first eight bytes; throws where it cannot be right for a file of `fileBytes`. */
export function headerLength(first: Uint8Array, fileBytes: number, where: string): number {
  if (first.length < 8) throw new CheckpointError(`${where}: ${fileBytes} bytes, expected a safetensors file of at least 8`)
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true)
  const most = Math.min(fileBytes - 8, LONGEST_HEADER)
  if (length < 2n || length > BigInt(most)) {
    throw new CheckpointError(`${where}: its header claims ${length} bytes, expected 2 to ${most}. Is it a safetensors file, and whole?`)
  }
  return Number(length)
}

/** Parses and checks a header: known dtypes, sane shapes, and ranges that fill `dataBytes` without overlap or gap. */
export function parseHeader(text: string, dataBytes: number, where: string): SafetensorsHeader {
  const fault = jsonFault(text, MOST_NAMES)
  if (fault !== undefined) throw new CheckpointError(`${where}: its header ${fault}, expected every name once and three levels`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CheckpointError(`${where}: its header is not JSON (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    })
  }
  if (!isObject(json)) throw new CheckpointError(`${where}: its header is not a JSON object`)
  const { __metadata__: metadata, ...entries } = json
  const tensors = Object.entries(entries)
    .map(([name, entry]) => checkEntry(name, entry, dataBytes, where))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  let end = 0
  for (const tensor of tensors) {
    if (tensor.start !== end) {
      throw new CheckpointError(
        `${where}: tensor "${tensor.name}" starts at byte ${tensor.start}, expected ${end}: tensors must neither overlap nor leave gaps`,
      )
    }
    end = tensor.end
  }
  if (end !== dataBytes) throw new CheckpointError(`${where}: its tensors end at byte ${end} of ${dataBytes}. Is the file whole?`)
  return { metadata: checkMetadata(metadata, where), tensors }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isSize = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function checkEntry(name: string, entry: unknown, dataBytes: number, where: string): TensorEntry {
  const fail = (what: string): never => {
    throw new CheckpointError(`${where}: tensor "${name}" ${what}`)
  }
  if (!isObject(entry)) return fail('is not described by an object')
  const { dtype, shape, data_offsets: offsets } = entry
  const bytes = typeof dtype === 'string' ? elementTypes.get(dtype)?.bytes : undefined
  if (typeof dtype !== 'string' || bytes === undefined) {
    return fail(`has dtype ${JSON.stringify(dtype)}, expected one of ${[...elementTypes.keys()].join(', ')}`)
  }
  if (!Array.isArray(shape) || shape.length > 32 || !shape.every(isSize))
    return fail(`has shape ${JSON.stringify(shape)}, expected sizes from 0`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    return fail(`has offsets ${JSON.stringify(offsets)}, expected [start, end]`)
  const [start = 0, end = 0] = offsets
  if (start > end || end > dataBytes) return fail(`spans bytes ${start} to ${end}, outside the ${dataBytes} that follow the header`)
  const expected = shape.reduce((product: number, size: number) => product * size, bytes)
  if (expected !== end - start)
    return fail(`has shape [${shape.join(', ')}] of ${dtype}, which takes ${expected} bytes, but spans ${end - start}`)
  return { name, dtype, shape, start, end }
}

function checkMetadata(metadata: unknown, where: string): Readonly<Record<string, string>> {
  if (metadata === undefined) return {}
  if (!isObject(metadata)) throw new CheckpointError(`${where}: "__metadata__" is not an object of strings`)
  return Object.fromEntries(
    Object.entries(metadata).map(([key, text]): [string, string] => {
      if (typeof text !== 'string') throw new CheckpointError(`${where}: metadata "${key}" is ${JSON.stringify(text)}, expected a string`)
      return [key, text]
    }),
  )
}
