import type { Weights, WeightTensor } from '@codepurify/graph'
import type { Random } from '@codepurify/metrics'
import type { RobertaConfig, Seq2SeqConfig } from '../roberta/config.js'
import { jointTable, maskedLmTable, seq2seqTable, type WeightSpec, type WeightTable } from './weightTable.js'

/** How fresh weights are drawn. */
export interface InitializeOptions {
  /**
   * Position rows: 'normal' as BERT, or 'sinusoidal' (Vaswani et al. 2017, §3.5) scaled to the same root mean square as the normal rows times `positionScale`.
   * Sinusoids make the attention "the same place, one further" a linear map from the first step on, so that a decoder learns to copy in fewer steps.
   */
  readonly positions?: 'normal' | 'sinusoidal'
  /** Factor on sinusoidal rows, 1 by default. */
  readonly positionScale?: number
  /**
   * Standard deviation of word and position rows; `initializer_range` by default. Rows larger than AdamW's common drift keep apart while frequencies
   * are learnt; figures, and what is guessed of them, in apps/codebert/README.md.
   */
  readonly embeddingDeviation?: number
  /** Matrices of the decoder: 'torch' as PyTorch's modules start them, or 'normal' as the encoder's, with zero biases: a quieter start from which copying is learnt sooner. */
  readonly decoder?: 'torch' | 'normal'
}

/** Fresh weights of `RobertaForMaskedLM` as Hugging Face starts them: normal(0, initializer_range), zero biases, zero rows for the pad id. */
export function initializeMaskedLm(config: RobertaConfig, random: Random, options: InitializeOptions = {}): Weights {
  return initialize(maskedLmTable(config), config, random, options)
}

/** Fresh weights of the seq2seq model: the encoder as Hugging Face starts it, the decoder and dense layer as PyTorch does. */
export function initializeSeq2Seq(config: Seq2SeqConfig, random: Random, options: InitializeOptions = {}): Weights {
  return initialize(seq2seqTable(config), config, random, options)
}

/** Fresh weights of the seq2seq model and a masked-LM head over one encoder. */
export function initializeJoint(config: Seq2SeqConfig, random: Random, options: InitializeOptions = {}): Weights {
  return initialize(jointTable(config), config, random, options)
}

/** Fresh weights of any table; normal ones have the deviation `initializer_range`. */
export function initialize(
  table: WeightTable,
  config: Pick<RobertaConfig, 'initializer_range'>,
  random: Random,
  options: InitializeOptions = {},
): Weights {
  // a stream for each name: one more weight leaves all others as they were
  return new Map([...table].map(([name, spec]) => [name, start(spec, config.initializer_range, random.fork(name), options)]))
}

function start(
  spec: WeightSpec,
  deviation: number,
  random: Random,
  { positions = 'normal', positionScale = 1, decoder = 'torch', embeddingDeviation = deviation }: InitializeOptions,
): WeightTensor {
  const { shape, start } = spec
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
  if (start.kind === 'ones') data.fill(1)
  if (start.kind === 'uniform' && decoder === 'normal' && shape.length > 1) fillNormal(data, deviation, random)
  if (start.kind === 'uniform' && decoder === 'torch') for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * start.bound
  if (start.kind === 'normal') fillNormal(data, start.deviation ?? deviation, random)
  if (start.kind === 'embedding') fillNormal(data, embeddingDeviation, random)
  if (start.kind === 'positions') {
    if (positions === 'sinusoidal') fillSinusoids(data, shape[1] ?? 1, Math.SQRT2 * embeddingDeviation * positionScale)
    else fillNormal(data, embeddingDeviation, random)
  }
  if (start.kind === 'embedding' || start.kind === 'positions') {
    const width = shape[1] ?? 1
    data.fill(0, start.zeroRow * width, (start.zeroRow + 1) * width)
  }
  return { shape, data }
}

function fillNormal(data: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
}

function fillSinusoids(data: Float32Array, width: number, amplitude: number): void {
  for (let i = 0; i < data.length; i++) {
    const column = i % width
    const angle = Math.floor(i / width) / 10000 ** ((column - (column % 2)) / width)
    data[i] = amplitude * (column % 2 === 0 ? Math.sin(angle) : Math.cos(angle))
  }
}
