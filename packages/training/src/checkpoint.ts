import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Weights, WeightTensor } from '@codepurify/graph'
import { readSafetensors, writeSafetensors } from '@codepurify/models'

/** Everything that a training needs to go on: named groups of tensors, and a state that JSON can hold. */
export interface Checkpoint {
  /** How many steps have been made. */
  readonly step: number
  readonly state: unknown
  readonly parts: Readonly<Record<string, Weights>>
}

/** The file of a checkpoint: `<name>-<step>.safetensors`. */
export const checkpointPath = (folder: string, name: string, step: number): string =>
  join(folder, `${name}-${String(step).padStart(8, '0')}.safetensors`)

/**
 * Writes a checkpoint as safetensors, under a temporary name that is renamed when whole; then removes all but the newest `keep`,
 * and what killed writers left. Tensors are called `<part>/<name>`; step, state and the SHA-256 of everything stand in the metadata.
 * Throws when the disk is full or the folder cannot be written; earlier checkpoints stay.
 */
export async function saveCheckpoint(folder: string, name: string, { step, state, parts }: Checkpoint, keep: number): Promise<void> {
  const path = checkpointPath(folder, name, step)
  const tensors = new Map<string, WeightTensor>()
  for (const [part, weights] of Object.entries(parts)) for (const [key, tensor] of weights) tensors.set(`${part}/${key}`, tensor)
  const metadata = { step: String(step), state: JSON.stringify(state) }
  try {
    await mkdir(folder, { recursive: true })
    await writeSafetensors(path, tensors, { metadata: { ...metadata, sha256: digest(tensors, metadata) } })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${path} could not be written (${why}): make room, or choose another folder, and start again; earlier checkpoints stay`,
      {
        cause: error,
      },
    )
  }
  await prune(folder, name, keep)
}

/** The newest whole checkpoint of that name, or undefined. A torn one is passed over: the one before it counts. */
export async function loadCheckpoint(folder: string, name: string): Promise<Checkpoint | undefined> {
  for (const step of (await stepsIn(folder, name)).reverse()) {
    const found = await readCheckpoint(checkpointPath(folder, name, step))
    if (found?.step === step) return found
  }
  return undefined
}

/** One checkpoint, or undefined when the file is absent, cut short or changed. Throws when it cannot be read at all. */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  try {
    const { tensors, metadata } = await readSafetensors(path)
    const { step, state, sha256 } = metadata
    if (step === undefined || state === undefined || digest(tensors, { step, state }) !== sha256) return undefined
    const parts: Record<string, Map<string, WeightTensor>> = {}
    for (const [key, { shape, data }] of tensors) {
      const slash = key.indexOf('/')
      const part = (parts[key.slice(0, slash)] ??= new Map())
      if (data instanceof Float32Array) part.set(key.slice(slash + 1), { shape, data })
    }
    return { step: Number(step), state: JSON.parse(state) as unknown, parts }
  } catch (error) {
    // errors of the file system have a code; what the reader itself refuses is a torn file
    if (codeOf(error) !== undefined && codeOf(error) !== 'ENOENT') throw error
    return undefined
  }
}

async function prune(folder: string, name: string, keep: number): Promise<void> {
  const steps = await stepsIn(folder, name)
  const old = steps.slice(0, Math.max(0, steps.length - keep)).map((step) => checkpointPath(folder, name, step))
  const abandoned = (await namesIn(folder)).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.partial'))
  for (const path of [...old, ...abandoned.map((file) => join(folder, file))]) await rm(path, { force: true })
}

async function stepsIn(folder: string, name: string): Promise<number[]> {
  const pattern = new RegExp(`^${name}-(\\d+)\\.safetensors$`)
  const steps = (await namesIn(folder)).flatMap((file) => pattern.exec(file)?.[1] ?? [])
  return steps.map(Number).sort((a, b) => a - b)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** The code that errors of the file system have, 'ENOENT' for one. */
const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined)

function digest(
  tensors: ReadonlyMap<string, { readonly data: ArrayBufferView }>,
  { step, state }: { step: string; state: string },
): string {
  const hash = createHash('sha256').update(`${step} ${state}`)
  for (const [key, { data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(key).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}
