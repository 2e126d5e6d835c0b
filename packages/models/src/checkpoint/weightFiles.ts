/** @file Which files of a folder hold the weights. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CheckpointError } from './checkpointError.js'
import { configLimits, isMissing, readJson } from './jsonFile.js'

/** The files of a checkpoint's weights. */
export interface WeightFiles {
  readonly paths: readonly string[]
  /** Of a checkpoint in parts: the part of each tensor, by file name. */
  readonly index?: ReadonlyMap<string, string>
}

// what Hugging Face writes, best first
const known = ['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin', 'pytorch_model.bin.index.json']

// what trainers leave beside the weights
const others = /^(training_args\.bin|(optimizer|scheduler|scaler|rng_state.*)\.(bin|pt|pth))$/

const isWeights = (name: string): boolean => /\.(safetensors|bin|pt|pth)$/.test(name) && !others.test(name)

/**
 * Finds config.json and the weights: Hugging Face's names first, then the one file that could be them, as CodeXGLUE's scripts write model.bin. Throws a
 * CheckpointError that lists what the folder has instead.
 */
export async function findWeights(folder: string): Promise<WeightFiles> {
  const present = await readdir(folder).catch((error: unknown) => {
    throw isMissing(error)
      ? new CheckpointError(`${folder}: no such folder, expected a Hugging Face checkpoint with config.json and its weights`, {
          cause: error,
        })
      : error
  })
  const candidates = present.filter(isWeights)
  const found = known.find((name) => present.includes(name)) ?? (candidates.length === 1 ? candidates[0] : undefined)
  const missing = [
    ...(present.includes('config.json') ? [] : ['no config.json']),
    ...(found !== undefined
      ? []
      : [candidates.length > 1 ? 'several files that could be the weights' : `none of ${known.join(', ')} or *.bin, *.pt`]),
  ]
  if (missing.length > 0 || found === undefined) {
    throw new CheckpointError(
      `${folder}: ${missing.join(' and ')}, expected a Hugging Face checkpoint; it has ${listed(present)}. Copy what is missing from the model it was made from`,
    )
  }
  return found.endsWith('.index.json') ? readIndex(folder, found, present) : { paths: [join(folder, found)] }
}

const MOST_LISTED = 20

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED
  return `${names.slice(0, MOST_LISTED).join(', ') || 'no files'}${more > 0 ? ` and ${more} more` : ''}`
}

async function readIndex(folder: string, name: string, present: readonly string[]): Promise<WeightFiles> {
  const path = join(folder, name)
  const json = await readJson(path, configLimits)
  const map = typeof json === 'object' && json !== null && 'weight_map' in json ? json.weight_map : undefined
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new CheckpointError(`${path}: no "weight_map", expected an object from tensors to files`)
  }
  const extension = name.startsWith('model.') ? '.safetensors' : '.bin'
  const index = new Map<string, string>()
  for (const [tensor, file] of Object.entries(map)) {
    // a plain name: nothing outside of the folder is opened
    if (typeof file !== 'string' || !/^[\w.-]+$/.test(file) || !file.endsWith(extension)) {
      throw new CheckpointError(
        `${path}: tensor "${tensor}" is in ${JSON.stringify(file)}, expected the name of a ${extension} file of the folder`,
      )
    }
    index.set(tensor, file)
  }
  const files = [...new Set(index.values())]
  const missing = files.filter((file) => !present.includes(file))
  if (files.length === 0 || missing.length > 0) {
    throw new CheckpointError(
      `${path}: ${files.length === 0 ? 'names no files' : `names ${missing.join(', ')}, which the folder does not have`}`,
    )
  }
  return { paths: files.map((file) => join(folder, file)), index }
}
