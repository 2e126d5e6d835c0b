import type { Weights, WeightTensor } from '@codepurify/graph'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRobertaConfig, parseSeq2SeqConfig, type RobertaConfig, type Seq2SeqConfig } from '../roberta/config.js'
import { encoderWeights, jointWeights, maskedLmWeights, seq2seqWeights } from '../weights/modelKinds.js'
import { readSafetensors } from './readSafetensors.js'
import { writeSafetensors, type WriteOptions } from './writeSafetensors.js'

/** A model read from a folder; `kind` says which weights there are: see `encoderTable`, `maskedLmTable`, `seq2seqTable`, `jointTable`. */
export type Checkpoint = (
  | { readonly kind: 'encoder' | 'masked-lm'; readonly config: RobertaConfig }
  | { readonly kind: 'seq2seq' | 'joint'; readonly config: Seq2SeqConfig }
) & {
  readonly weights: Weights
  /** tokenizer.json as it stands in the folder, where there is one. */
  readonly tokenizer: unknown
  /** Free text of the weights' file: the command, seed and figures that made them. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What `writeCheckpoint` takes. */
export interface CheckpointContents {
  readonly config: RobertaConfig | Seq2SeqConfig
  readonly weights: Weights
  /** What goes into tokenizer.json. */
  readonly tokenizer?: unknown
}

// JSON beside the weights; real tokenizers stay below 10 MB
const LONGEST_JSON = 256 * 1024 * 1024

async function readJson(path: string): Promise<unknown> {
  const { size } = await stat(path)
  if (size > LONGEST_JSON) throw new RangeError(`${path}: ${size} bytes of JSON, expected at most ${LONGEST_JSON}`)
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`${path}: not JSON (${error instanceof Error ? error.message : String(error)})`, { cause: error })
  }
}

async function readOptionalJson(path: string): Promise<unknown> {
  try {
    return await readJson(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Throws one error that lists the files that a folder lacks, and what it has instead. */
async function expectFiles(folder: string, names: readonly string[]): Promise<void> {
  const present = await readdir(folder).catch((error: unknown) => {
    throw isMissing(error)
      ? new Error(`${folder}: no such folder, expected a Hugging Face checkpoint with ${names.join(' and ')}`, { cause: error })
      : error
  })
  const missing = names.filter((name) => !present.includes(name))
  if (missing.length === 0) return
  const pickle = present.find((name) => name.endsWith('.bin'))
  const hint =
    pickle === undefined ? '' : `. Convert ${pickle} with the safetensors package first: a pickle can run code, so it is not opened here`
  throw new Error(
    `${folder}: no ${missing.join(', no ')}, expected a Hugging Face checkpoint; it has ${present.join(', ') || 'no files'}${hint}`,
  )
}

const isMissing = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'

/**
 * Reads a Hugging Face folder: config.json, model.safetensors (fp32, fp16 or bf16; tied duplicates, position ids and poolers are dropped) and tokenizer.json
 * where there is one. What the folder holds is seen from the names of its tensors. Throws where config and weights do not fit, listing every misfit.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const configPath = join(folder, 'config.json')
  const weightsPath = join(folder, 'model.safetensors')
  await expectFiles(folder, ['config.json', 'model.safetensors'])
  const json = await readJson(configPath)
  const { tensors, metadata } = await readSafetensors(weightsPath)
  const weights = new Map<string, WeightTensor>()
  for (const [name, { shape, data }] of tensors) if (data instanceof Float32Array) weights.set(name, { shape, data })
  const tokenizer = await readOptionalJson(join(folder, 'tokenizer.json'))
  const rest = { tokenizer, metadata }

  const masked = weights.has('lm_head.dense.weight')
  if (weights.has('dense.weight')) {
    const config = parseSeq2SeqConfig({ ...decoderShape(weights), ...asObject(json) }, configPath)
    const fit = masked ? jointWeights : seq2seqWeights
    return { kind: masked ? 'joint' : 'seq2seq', config, weights: fit(config, weights, weightsPath), ...rest }
  }
  const config = parseRobertaConfig(json, configPath)
  if (masked) return { kind: 'masked-lm', config, weights: maskedLmWeights(config, weights, weightsPath), ...rest }
  return { kind: 'encoder', config, weights: encoderWeights(config, weights, 'roberta', weightsPath), ...rest }
}

function asObject(json: unknown): object {
  return typeof json === 'object' && json !== null ? json : {}
}

/** The official code keeps no decoder fields in config.json: layers and width are read off the weights. */
function decoderShape(weights: Weights): Partial<Seq2SeqConfig> {
  const layers = new Set(
    [...weights.keys()].map((name) => /^decoder\.layers\.(\d+)\./.exec(name)?.[1]).filter((layer) => layer !== undefined),
  )
  const wide = weights.get('decoder.layers.0.linear1.weight')?.shape[0]
  return { ...(layers.size > 0 && { decoder_layers: layers.size }), ...(wide !== undefined && { decoder_ffn_dim: wide }) }
}

/**
 * Writes a Hugging Face folder: config.json, model.safetensors, and tokenizer.json where one is given; each to a temporary name, renamed when whole,
 * config.json last, so that a folder with a config is complete.
 */
export async function writeCheckpoint(
  folder: string,
  { config, weights, tokenizer }: CheckpointContents,
  options: WriteOptions = {},
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeSafetensors(join(folder, 'model.safetensors'), weights, options)
  if (tokenizer !== undefined) await writeJson(join(folder, 'tokenizer.json'), tokenizer)
  await writeJson(join(folder, 'config.json'), {
    architectures: [architecture(weights)],
    model_type: 'roberta',
    position_embedding_type: 'absolute',
    tie_word_embeddings: true,
    torch_dtype: options.dtype ?? 'float32',
    ...config,
  })
}

function architecture(weights: Weights): string {
  if (weights.has('dense.weight')) return 'Seq2Seq'
  return weights.has('lm_head.dense.weight') ? 'RobertaForMaskedLM' : 'RobertaModel'
}

async function writeJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`
  try {
    await writeFile(temporary, `${JSON.stringify(value, undefined, 2)}\n`)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
