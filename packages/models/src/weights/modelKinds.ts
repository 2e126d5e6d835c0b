/** @file The kinds of model, and how the weights of each are found in a checkpoint. */
import type { Weights, WeightTensor } from '@codepurify/graph'
import type { RobertaConfig, Seq2SeqConfig } from '../roberta/config.js'
import { fitWeights, type Extras } from './fitWeights.js'
import { encoderTable, jointTable, maskedLmTable, seq2seqTable } from './weightTable.js'

/** A constant that older checkpoints store. */
export const isBuffer = (name: string): boolean => name === 'bias' || /(^|\.)embeddings\.position_ids$/.test(name)
/** `RobertaModel`'s pooler, which no model here uses. */
export const isPooler = (name: string): boolean => /(^|\.)pooler\.dense\.(weight|bias)$/.test(name)
const isDecoder = (name: string): boolean => /^(decoder\.layers\.\d+|dense)\./.test(name)
const isMaskedLmHead = (name: string): boolean => /^lm_head\.(bias$|dense\.|layer_norm\.)/.test(name)

function tied(prefix: string): Extras['tied'] {
  const words = `${prefix}.embeddings.word_embeddings.weight`
  return new Map([
    ['lm_head.weight', words],
    ['lm_head.decoder.weight', words],
    ['lm_head.decoder.bias', 'lm_head.bias'],
  ])
}

/** Under which name a checkpoint keeps its encoder: "roberta", "encoder", or "" for a bare `RobertaModel`; undefined where there is none. */
export function encoderPrefix(names: Iterable<string>): string | undefined {
  for (const name of names) {
    const found = /^(?:(.*)\.)?embeddings\.word_embeddings\.weight$/.exec(name)
    if (found) return found[1] ?? ''
  }
  return undefined
}

/** The same weights with the encoder under another name. */
export function withEncoderPrefix(weights: Weights, prefix: string, where: string): Weights {
  const from = encoderPrefix(weights.keys())
  if (from === undefined) {
    throw new RangeError(
      `${where}: no tensor ends in "embeddings.word_embeddings.weight", expected a RoBERTa encoder. Tensors: ${[...weights.keys()].join(', ') || 'none'}`,
    )
  }
  if (from === prefix) return weights
  const old = from === '' ? '' : `${from}.`
  const isEncoder = (rest: string): boolean => /^(embeddings|encoder|pooler)\./.test(rest)
  return new Map(
    [...weights].map(([name, weight]): [string, WeightTensor] => {
      const rest = name.startsWith(old) ? name.slice(old.length) : ''
      return [isEncoder(rest) ? `${prefix}.${rest}` : name, weight]
    }),
  )
}

/** Weights of `RobertaForMaskedLM` ("roberta", "lm_head") from a checkpoint that has such a head: its own, or a jointly trained one. */
export function maskedLmWeights(config: RobertaConfig, weights: Weights, where = 'weights'): Weights {
  const extras: Extras = { tied: tied('roberta'), ignored: (name) => isBuffer(name) || isPooler(name) || isDecoder(name) }
  return fitWeights(maskedLmTable(config), withEncoderPrefix(weights, 'roberta', where), extras, where)
}

/** Weights of the official `Seq2Seq` ("encoder", "decoder", "dense") from its own checkpoint or a jointly trained one. */
export function seq2seqWeights(config: Seq2SeqConfig, weights: Weights, where = 'weights'): Weights {
  const extras: Extras = { tied: tied('encoder'), ignored: (name) => isBuffer(name) || isPooler(name) || isMaskedLmHead(name) }
  return fitWeights(seq2seqTable(config), withEncoderPrefix(weights, 'encoder', where), extras, where)
}

/** Weights of the jointly trained model from its checkpoint. */
export function jointWeights(config: Seq2SeqConfig, weights: Weights, where = 'weights'): Weights {
  const extras: Extras = { tied: tied('encoder'), ignored: (name) => isBuffer(name) || isPooler(name) }
  return fitWeights(jointTable(config), withEncoderPrefix(weights, 'encoder', where), extras, where)
}

/** Weights of the encoder alone, under `prefix`, from any checkpoint that has one: how a victim starts from a pretrained encoder. */
export function encoderWeights(config: RobertaConfig, weights: Weights, prefix: string, where = 'weights'): Weights {
  const own = (name: string): boolean => name.startsWith(`${prefix}.`)
  const extras: Extras = { tied: new Map(), ignored: (name) => !own(name) || isBuffer(name) || isPooler(name) }
  return fitWeights(encoderTable(config, prefix), withEncoderPrefix(weights, prefix, where), extras, where)
}
