/** @file The weights of a folder, tensor by tensor into their final arrays. */
import type { Weights, WeightTensor } from '@codepurify/graph'
import { basename } from 'node:path'
import { fileBytes } from './bytes.js'
import { CheckpointError } from './checkpointError.js'
import { isFloat } from './elementTypes.js'
import { openPytorch } from './readPytorch.js'
import { openSafetensors } from './readSafetensors.js'
import type { TensorFile } from './tensorFile.js'
import type { WeightFiles } from './weightFiles.js'

/** What was read, as it stands in the files. */
export interface ReadWeights {
  /** Floating-point tensors, as float32. */
  readonly weights: Weights
  readonly metadata: Readonly<Record<string, string>>
  /** How many tensors there are of each dtype, under safetensors' names. */
  readonly dtypes: Readonly<Record<string, number>>
  /** Integer tensors (position ids), which no model here reads. */
  readonly skipped: readonly string[]
}

/** Opens a file of weights by its extension: .safetensors, or else a state dictionary of PyTorch. */
export async function openWeights(path: string): Promise<TensorFile> {
  const bytes = await fileBytes(path)
  try {
    return await (path.endsWith('.safetensors') ? openSafetensors : openPytorch)(bytes, path)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

/**
 * Reads the files one after the other. Memory: the arrays, and at most a few megabytes more. Throws a CheckpointError for NaN and infinities, and where the parts of
 * a checkpoint do not hold just what its index says.
 */
export async function readWeights({ paths, index }: WeightFiles): Promise<ReadWeights> {
  const weights = new Map<string, WeightTensor>()
  const dtypes: Record<string, number> = {}
  const skipped: string[] = []
  let metadata: Readonly<Record<string, string>> = {}
  for (const path of paths) {
    const file = await openWeights(path)
    try {
      if (index) checkPart(file, index, path)
      metadata = { ...metadata, ...file.metadata }
      for (const { name, dtype, shape, read } of file.tensors) {
        dtypes[dtype] = (dtypes[dtype] ?? 0) + 1
        const data = isFloat(dtype) ? await read() : undefined
        if (data instanceof Float32Array) weights.set(name, { shape, data: expectFinite(name, data, path) })
        else skipped.push(name)
      }
    } finally {
      await file.close()
    }
  }
  return { weights, metadata, dtypes, skipped }
}

function checkPart(file: TensorFile, index: ReadonlyMap<string, string>, path: string): void {
  const part = basename(path)
  const held = new Set(file.tensors.map(({ name }) => name))
  const faults = [
    ...[...held]
      .filter((name) => index.get(name) !== part)
      .map((name) => `${name} is here, but in ${index.get(name) ?? 'no file'} by the index`),
    ...[...index].filter(([name, where]) => where === part && !held.has(name)).map(([name]) => `${name} is missing`),
  ]
  if (faults.length > 0) throw new CheckpointError(`${path}: it does not hold what the index says\n  ${faults.join('\n  ')}`)
}

function expectFinite(name: string, data: Float32Array, where: string): Float32Array {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) * 0 // 0, or NaN as soon as one number is not finite
  if (sum === 0) return data
  const at = data.findIndex((x) => !Number.isFinite(x))
  throw new CheckpointError(
    `${where}: tensor "${name}" holds ${data[at]} at place ${at}, expected finite numbers. Did its training diverge?`,
  )
}
