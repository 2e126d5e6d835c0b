import { readFile, stat } from 'node:fs/promises'
import { CheckpointError } from './checkpointError.js'
import { repeatedKey } from './repeatedKey.js'

/** The longest JSON beside weights: real tokenizers stay below 10 MB. */
const LONGEST_JSON = 64 * 1024 * 1024

/** A parsed JSON file; throws a CheckpointError on one that is too long, broken, or names something twice. */
export async function readJson(path: string, longest = LONGEST_JSON): Promise<unknown> {
  const { size } = await stat(path)
  if (size > longest) throw new CheckpointError(`${path}: ${size} bytes of JSON, expected at most ${longest}`)
  const text = await readFile(path, 'utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new CheckpointError(`${path}: not JSON (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
  }
  const twice = repeatedKey(text)
  if (twice !== undefined) throw new CheckpointError(`${path}: it names "${twice}" twice, expected every name once`)
  return json
}

/** The same, or undefined where there is no such file. */
export async function readOptionalJson(path: string): Promise<unknown> {
  try {
    return await readJson(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether an error says that a file or folder does not exist. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
