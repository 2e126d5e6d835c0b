import type { Weights } from '@codepurify/graph'
import { join } from 'node:path'
import type { ClassifierConfigs, ClassifierKind } from '../classifier/kinds.js'
import { hasClassifierHead, readClassifier } from '../classifier/readClassifier.js'
import { parseRobertaConfig, parseSeq2SeqConfig, type RobertaConfig, type Seq2SeqConfig } from '../roberta/config.js'
import { parseT5Config, type T5Config } from '../t5/config.js'
import { t5Weights } from '../t5/weightTable.js'
import { encoderWeights, jointWeights, maskedLmWeights, seq2seqWeights } from '../weights/modelKinds.js'
import { nameWeights, type NamedWeights } from '../weights/nameTable.js'
import { configLimits, readJson, readTokenizerJson } from './jsonFile.js'
import { readWeights, type ReadWeights } from './readWeights.js'
import { expectVocabulary } from './vocabulary.js'
import { findWeights } from './weightFiles.js'

/** What a folder's weights are, with the config that they fit. */
export type FoundModel = (
  | { readonly kind: 'encoder' | 'masked-lm'; readonly config: RobertaConfig }
  | { readonly kind: 'seq2seq' | 'joint'; readonly config: Seq2SeqConfig }
  | { readonly kind: 't5'; readonly config: T5Config }
  | {
      [Kind in ClassifierKind]: { readonly kind: 'classifier'; readonly classifier: Kind; readonly config: ClassifierConfigs[Kind] }
    }[ClassifierKind]
) & {
  readonly weights: Weights
}

/** How the weights stood in the folder. */
export interface CheckpointSource extends Omit<ReadWeights, 'weights' | 'metadata'>, Omit<NamedWeights, 'weights'> {
  readonly files: readonly string[]
  /** Tensors in the files. */
  readonly tensors: number
}

/** A model read from a folder; `kind` says which weights there are: see `encoderTable`, `maskedLmTable`, `seq2seqTable`, `jointTable`, `t5Table`, `rulesOf`. */
export type Checkpoint = FoundModel & {
  /** tokenizer.json as it stands in the folder, where there is one. */
  readonly tokenizer: unknown
  /** Free text of the weights' file: the command, seed and figures that made them. */
  readonly metadata: Readonly<Record<string, string>>
  readonly source: CheckpointSource
}

/**
 * Reads a Hugging Face folder: config.json, the weights (model.safetensors, pytorch_model.bin, either in parts with an index, or the one *.bin or *.pt that a script
 * left; fp32, fp16 or bf16) and tokenizer.json where there is one. Names of other layouts are mapped (`nameWeights`); tied duplicates, position ids and poolers are
 * dropped; what the folder holds is seen from the names of its tensors. Throws where config, weights and tokenizer do not fit, listing every misfit.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const files = await findWeights(folder)
  const configPath = join(folder, 'config.json')
  const json = await readJson(configPath, configLimits)
  const where = files.paths.length === 1 ? (files.paths[0] ?? folder) : folder
  const { weights: read, metadata, ...stored } = await readWeights(files)
  const { weights: named, ...naming } = nameWeights(read, where)
  const model = findModel(json, named, configPath, where)
  const tokenizer = await readTokenizerJson(join(folder, 'tokenizer.json'))
  expectVocabulary(tokenizer, model.config.vocab_size, join(folder, 'tokenizer.json'))
  const tensors = read.size + stored.skipped.length
  return { ...model, tokenizer, metadata, source: { files: files.paths, tensors, ...stored, ...naming } }
}

interface Kind {
  readonly matches: (weights: Weights, json: object) => boolean
  readonly read: (json: unknown, weights: Weights, configPath: string, where: string) => FoundModel
}

// the first that matches; the last takes whatever has an encoder
const kinds: readonly Kind[] = [
  {
    matches: hasClassifierHead,
    read: (json, weights, configPath, where) => {
      const { kind, ...found } = readClassifier(json, weights, where, configPath)
      return { kind: 'classifier', classifier: kind, ...found } as FoundModel // kind and config belong together
    },
  },
  {
    matches: (weights, json) => weights.has('shared.weight') || ('model_type' in json && json.model_type === 't5'),
    read: (json, weights, configPath, where) => {
      const config = parseT5Config(json, configPath)
      return { kind: 't5', config, weights: t5Weights(config, weights, where) }
    },
  },
  {
    matches: (weights) => weights.has('dense.weight'),
    read: (json, weights, configPath, where) => {
      const config = parseSeq2SeqConfig({ ...decoderShape(weights), ...asObject(json) }, configPath)
      return hasMaskedLmHead(weights)
        ? { kind: 'joint', config, weights: jointWeights(config, weights, where) }
        : { kind: 'seq2seq', config, weights: seq2seqWeights(config, weights, where) }
    },
  },
  {
    matches: hasMaskedLmHead,
    read: (json, weights, configPath, where) => {
      const config = parseRobertaConfig(json, configPath)
      return { kind: 'masked-lm', config, weights: maskedLmWeights(config, weights, where) }
    },
  },
  {
    matches: () => true,
    read: (json, weights, configPath, where) => {
      const config = parseRobertaConfig(json, configPath)
      return { kind: 'encoder', config, weights: encoderWeights(config, weights, 'roberta', where) }
    },
  },
]

function findModel(json: unknown, weights: Weights, configPath: string, where: string): FoundModel {
  const kind = kinds.find(({ matches }) => matches(weights, asObject(json)))
  if (!kind) throw new Error('the last kind matches everything')
  return kind.read(json, weights, configPath, where)
}

function hasMaskedLmHead(weights: Weights): boolean {
  return weights.has('lm_head.dense.weight')
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
