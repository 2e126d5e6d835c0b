import type { RobertaConfig, Seq2SeqConfig } from '../roberta/config.js'

/**
 * How a weight starts: normal with the model's own or a given standard deviation, ones, zeros, a table of rows with a zero row for the pad id, or PyTorch's
 * uniform of a given half-width.
 */
export type Start =
  | { readonly kind: 'ones' | 'zeros' }
  | { readonly kind: 'normal'; readonly deviation?: number }
  | { readonly kind: 'embedding' | 'positions'; readonly zeroRow: number }
  | { readonly kind: 'uniform'; readonly bound: number }

/** One weight of a model: its shape as PyTorch stores it ([out, in] for linear layers) and how it starts. */
export interface WeightSpec {
  readonly shape: readonly number[]
  readonly start: Start
}

/** Weights by their state_dict name, in state_dict order. */
export type WeightTable = ReadonlyMap<string, WeightSpec>

const normal: Start = { kind: 'normal' }
const ones: Start = { kind: 'ones' }
const zeros: Start = { kind: 'zeros' }

class TableBuilder {
  readonly table = new Map<string, WeightSpec>()

  add(name: string, shape: readonly number[], start: Start): void {
    this.table.set(name, { shape, start })
  }

  norm(name: string, width: number): void {
    this.add(`${name}.weight`, [width], ones)
    this.add(`${name}.bias`, [width], zeros)
  }

  /** BERT's linear layer: normal weight, zero bias. */
  linear(name: string, output: number, input: number): void {
    this.add(`${name}.weight`, [output, input], normal)
    this.add(`${name}.bias`, [output], zeros)
  }

  /** `nn.Linear` as PyTorch starts it: both uniform within 1 / sqrt(inputs). */
  torchLinear(name: string, output: number, input: number): void {
    const start: Start = { kind: 'uniform', bound: 1 / Math.sqrt(input) }
    this.add(`${name}.weight`, [output, input], start)
    this.add(`${name}.bias`, [output], start)
  }

  /** `nn.MultiheadAttention` as PyTorch starts it: Xavier-uniform projections in one [3 * width, width] matrix, zero biases. */
  torchAttention(name: string, width: number): void {
    this.add(`${name}.in_proj_weight`, [3 * width, width], { kind: 'uniform', bound: Math.sqrt(6 / (4 * width)) })
    this.add(`${name}.in_proj_bias`, [3 * width], zeros)
    this.add(`${name}.out_proj.weight`, [width, width], { kind: 'uniform', bound: 1 / Math.sqrt(width) })
    this.add(`${name}.out_proj.bias`, [width], zeros)
  }
}

function addEncoder(builder: TableBuilder, config: RobertaConfig, prefix: string): void {
  const width = config.hidden_size
  const zeroRow = config.pad_token_id
  builder.add(`${prefix}.embeddings.word_embeddings.weight`, [config.vocab_size, width], { kind: 'embedding', zeroRow })
  builder.add(`${prefix}.embeddings.position_embeddings.weight`, [config.max_position_embeddings, width], { kind: 'positions', zeroRow })
  builder.add(`${prefix}.embeddings.token_type_embeddings.weight`, [config.type_vocab_size, width], normal)
  builder.norm(`${prefix}.embeddings.LayerNorm`, width)
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = `${prefix}.encoder.layer.${layer}`
    for (const part of ['query', 'key', 'value']) builder.linear(`${name}.attention.self.${part}`, width, width)
    builder.linear(`${name}.attention.output.dense`, width, width)
    builder.norm(`${name}.attention.output.LayerNorm`, width)
    builder.linear(`${name}.intermediate.dense`, config.intermediate_size, width)
    builder.linear(`${name}.output.dense`, width, config.intermediate_size)
    builder.norm(`${name}.output.LayerNorm`, width)
  }
}

function addMaskedLmHead(builder: TableBuilder, config: RobertaConfig): void {
  builder.add('lm_head.bias', [config.vocab_size], zeros)
  builder.linear('lm_head.dense', config.hidden_size, config.hidden_size)
  builder.norm('lm_head.layer_norm', config.hidden_size)
}

function addDecoder(builder: TableBuilder, config: Seq2SeqConfig): void {
  const width = config.hidden_size
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    builder.torchAttention(`${name}.self_attn`, width)
    builder.torchAttention(`${name}.multihead_attn`, width)
    builder.torchLinear(`${name}.linear1`, config.decoder_ffn_dim, width)
    builder.torchLinear(`${name}.linear2`, width, config.decoder_ffn_dim)
    for (const norm of ['norm1', 'norm2', 'norm3']) builder.norm(`${name}.${norm}`, width)
  }
  builder.torchLinear('dense', width, width)
}

/** Weights of a bare encoder under `prefix` ("roberta", "encoder"). */
export function encoderTable(config: RobertaConfig, prefix: string): WeightTable {
  const builder = new TableBuilder()
  addEncoder(builder, config, prefix)
  return builder.table
}

/** Weights of `RobertaForMaskedLM`: the encoder under "roberta" and "lm_head"; the vocabulary matrix is the word embeddings. */
export function maskedLmTable(config: RobertaConfig): WeightTable {
  const builder = new TableBuilder()
  addEncoder(builder, config, 'roberta')
  addMaskedLmHead(builder, config)
  return builder.table
}

/** Weights of the official program-repair `Seq2Seq`: "encoder", "decoder", "dense"; the LM head is the word embeddings. */
export function seq2seqTable(config: Seq2SeqConfig): WeightTable {
  const builder = new TableBuilder()
  addEncoder(builder, config, 'encoder')
  addDecoder(builder, config)
  return builder.table
}

/** Weights of the seq2seq model and a masked-LM head over one encoder ("encoder"), as they are pretrained together. */
export function jointTable(config: Seq2SeqConfig): WeightTable {
  const builder = new TableBuilder()
  addEncoder(builder, config, 'encoder')
  addDecoder(builder, config)
  addMaskedLmHead(builder, config)
  return builder.table
}

/** A classification head behind a RoBERTa encoder. */
export interface ClassifierShape {
  /** What the encoder is called in the state_dict. */
  readonly prefix: string
  /** Sequences whose <s> vectors the head reads side by side. */
  readonly sequences: number
  readonly labels: number
}

/** Weights of an encoder and of `RobertaClassificationHead` ("classifier.dense", "classifier.out_proj"), which starts as Hugging Face starts it. */
export function classifierTable(config: RobertaConfig, { prefix, sequences, labels }: ClassifierShape): WeightTable {
  const builder = new TableBuilder()
  addEncoder(builder, config, prefix)
  builder.linear('classifier.dense', config.hidden_size, sequences * config.hidden_size)
  builder.linear('classifier.out_proj', labels, config.hidden_size)
  return builder.table
}
