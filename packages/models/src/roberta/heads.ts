/** @file From hidden rows to logits over the vocabulary; both heads are tied to the word embeddings. */
import type { Value } from '@codepurify/graph'
import type { RobertaConfig } from './config.js'
import { layerNorm, linear, type Build } from './layers.js'

function vocabulary({ graph, parameters }: Build, prefix: string, rows: Value, bias?: Value): Value {
  return graph.gemm(rows, parameters.get(`${prefix}.embeddings.word_embeddings.weight`), bias, { transB: true })
}

/** `RobertaLMHead`: rows [M, width] -> logits [M, vocabulary]. Gather the rows that matter first: the vocabulary product is the dearest of the model. */
export function maskedLmLogits(build: Build, config: RobertaConfig, prefix: string, rows: Value): Value {
  const x = layerNorm(build, 'lm_head.layer_norm', build.graph.gelu(linear(build, 'lm_head.dense', rows)), config.layer_norm_eps)
  return vocabulary(build, prefix, x, build.parameters.get('lm_head.bias'))
}

/** The seq2seq model's head: decoder rows [M, width] -> logits [M, vocabulary]; no bias. */
export function seq2seqLogits(build: Build, rows: Value): Value {
  return vocabulary(build, 'encoder', rows)
}
