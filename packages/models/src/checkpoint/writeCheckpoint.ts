import type { Weights } from '@codepurify/graph'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RobertaClassifierConfig } from '../classifier/classifierConfig.js'
import type { RobertaConfig, Seq2SeqConfig } from '../roberta/config.js'
import type { T5Config } from '../t5/config.js'
import { writeSafetensors, type WriteOptions } from './writeSafetensors.js'

/** What `writeCheckpoint` takes. */
export interface CheckpointContents {
  readonly config: RobertaConfig | Seq2SeqConfig | RobertaClassifierConfig | T5Config
  readonly weights: Weights
  /** What goes into tokenizer.json. */
  readonly tokenizer?: unknown
}

interface Architecture {
  /** A weight that only this architecture has, under the name that its class gives it. */
  readonly landmark: string
  /** The class of `transformers`, or of the official code: "Seq2Seq" is its code-refinement model. */
  readonly name: string
  /** What its config.json says beside the shape. */
  readonly fields: Readonly<Record<string, unknown>>
}

const roberta = { model_type: 'roberta', position_embedding_type: 'absolute', tie_word_embeddings: true }
const t5 = { model_type: 't5', is_encoder_decoder: true }

// the first whose landmark is there
const architectures: readonly Architecture[] = [
  { landmark: 'shared.weight', name: 'T5ForConditionalGeneration', fields: t5 },
  { landmark: 'encoder.shared.weight', name: 'T5ForConditionalGeneration', fields: t5 },
  { landmark: 'dense.weight', name: 'Seq2Seq', fields: roberta },
  { landmark: 'lm_head.dense.weight', name: 'RobertaForMaskedLM', fields: roberta },
  { landmark: 'roberta.embeddings.word_embeddings.weight', name: 'RobertaModel', fields: roberta },
]

const classifier: Architecture = { landmark: 'classifier.out_proj.weight', name: 'RobertaForSequenceClassification', fields: roberta }

function architectureOf(weights: Weights): Architecture {
  const found = architectures.find(({ landmark }) => weights.has(landmark))
  const isRoberta = found === undefined || found.name === 'RobertaModel'
  return isRoberta && weights.has(classifier.landmark) ? classifier : (found ?? { landmark: '', name: 'RobertaModel', fields: roberta })
}

/** Hugging Face counts the classes of a head by their names. */
function labelFields(config: CheckpointContents['config']): Readonly<Record<string, unknown>> {
  if (!('num_labels' in config)) return {}
  const labels = Array.from({ length: config.num_labels }, (_, i) => [String(i), `LABEL_${i}`] as const)
  return { id2label: Object.fromEntries(labels), label2id: Object.fromEntries(labels.map(([id, label]) => [label, Number(id)])) }
}

/**
 * Writes a Hugging Face folder: config.json, model.safetensors, and tokenizer.json where one is given; each to a temporary name, renamed when whole,
 * config.json last, so that a folder with a config is complete. Names, dtypes and config keys are those that `transformers` reads; a weight that is tied to another is left out, as there.
 */
export async function writeCheckpoint(
  folder: string,
  { config, weights, tokenizer }: CheckpointContents,
  options: WriteOptions = {},
): Promise<void> {
  const { name, fields } = architectureOf(weights)
  await mkdir(folder, { recursive: true })
  await writeSafetensors(join(folder, 'model.safetensors'), weights, options)
  if (tokenizer !== undefined) await writeText(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer, undefined, 2))
  const stated = { architectures: [name], torch_dtype: options.dtype ?? 'float32', ...fields, ...config, ...labelFields(config) }
  await writeText(join(folder, 'config.json'), configText(stated))
}

// Python tells 1 from 1.0, and transformers 5 refuses a whole number for these
const fractions =
  /^( {2}"(?:hidden_dropout_prob|attention_probs_dropout_prob|dropout_rate|initializer_range|initializer_factor|(?:decoder_)?layer_norm_eps(?:ilon)?)": -?\d+)(,?)$/gm

const configText = (config: object): string => JSON.stringify(config, undefined, 2).replaceAll(fractions, '$1.0$2')

async function writeText(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`
  try {
    await writeFile(temporary, `${text}\n`)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
