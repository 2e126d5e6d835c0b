/** @file Only for tests: the golden folders of T5. */
import type { WeightTensor } from '@codepurify/graph'
import { readFile } from 'node:fs/promises'
import { readSafetensors } from '../checkpoint/readSafetensors.js'
import { parseT5Config } from '../t5/config.js'
import { t5Weights } from '../t5/weightTable.js'
import { folderOf } from './golden.js'

/** What expected.json of a T5 folder holds. */
export interface ExpectedT5 {
  readonly input_ids: number[][]
  readonly labels: number[][]
  readonly decoder_input_ids: number[][]
  readonly loss: number
  readonly grad_norms: Record<string, number>
  readonly state_dict_keys: string[]
  readonly relative_position: { readonly range: [number, number]; readonly bidirectional: number[]; readonly causal: number[] }
  readonly long_input_ids: number[][]
  readonly long_labels: number[][]
  readonly long_loss: number
  readonly generate: Record<
    string,
    {
      readonly arguments: {
        readonly max_length: number
        readonly num_beams: number
        readonly length_penalty?: number
        readonly early_stopping?: boolean
        readonly num_return_sequences?: number
      }
      readonly sequences: number[][]
      readonly sequences_scores: number[] | null
    }
  >
  readonly importance_scores: { readonly source_ids: number[][]; readonly target_ids: number[]; readonly scores: number[] }[]
}

/** The float tensors of a file. */
export async function floatTensors(path: string): Promise<Map<string, WeightTensor>> {
  const found = new Map<string, WeightTensor>()
  for (const [name, { shape, data }] of (await readSafetensors(path)).tensors)
    if (data instanceof Float32Array) found.set(name, { shape, data })
  return found
}

/** A golden folder of `T5ForConditionalGeneration`; `pairs` are its batch without padding. */
export async function loadT5(name: string) {
  const folder = folderOf(name)
  const expected = JSON.parse(await readFile(`${folder}expected.json`, 'utf8')) as ExpectedT5
  const config = parseT5Config(JSON.parse(await readFile(`${folder}config.json`, 'utf8')), name)
  const weights = t5Weights(config, await floatTensors(`${folder}model.safetensors`), name)
  const real = (ids: readonly number[]): number[] => ids.filter((id) => id !== config.pad_token_id && id !== -100)
  return {
    folder,
    expected,
    config,
    weights,
    gradients: await floatTensors(`${folder}grads.safetensors`),
    tensor: async (file: string, key: string): Promise<Float32Array> => {
      const found = (await floatTensors(`${folder}${file}.safetensors`)).get(key)
      if (!found) throw new RangeError(`${name}/${file} has no float tensor "${key}"`)
      return found.data
    },
    pairs: expected.input_ids.map((source, row) => ({
      source: real(source),
      target: [config.decoder_start_token_id, ...real(expected.labels[row] ?? [])],
    })),
    real,
  }
}
