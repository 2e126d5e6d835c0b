import { readFile, stat } from 'node:fs/promises'
import { CheckpointError } from './checkpointError.js'
import { jsonFault } from './jsonFault.js'

/** How much JSON a file may hold. */
export interface JsonLimits {
  readonly bytes: number
  readonly names: number
}

/** Of a tokenizer: real ones stay below 20 MB and 260,000 words. */
const tokenizerLimits: JsonLimits = { bytes: 32 * 1024 * 1024, names: 1_000_000 }

/** Of a config or an index: a name takes about 100 bytes, so this is room for 40,000 tensors. */
export const configLimits: JsonLimits = { bytes: 4 * 1024 * 1024, names: 120_000 }

/** A parsed JSON file; throws a CheckpointError on one that is too long or deep, broken, or names something twice. */
export async function readJson(path: string, limits: JsonLimits): Promise<unknown> {
  const found = await stat(path)
  if (!found.isFile()) throw new CheckpointError(`${path}: not a regular file`)
  if (found.size > limits.bytes) throw new CheckpointError(`${path}: ${found.size} bytes of JSON, expected at most ${limits.bytes}`)
  const text = await readFile(path, 'utf8')
  const fault = jsonFault(text, limits.names)
  if (fault !== undefined) throw new CheckpointError(`${path}: it ${fault}, expected every name once and a few levels`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CheckpointError(`${path}: not JSON (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
  }
}

/** The content of a tokenizer.json, or undefined where there is no such file. */
export async function readTokenizerJson(path: string): Promise<unknown> {
  try {
    return await readJson(path, tokenizerLimits)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether an error says that a file or folder does not exist. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
