/** @file What the official Seq2Seq's encoder makes of a source, as one vector. */
import type { Weights } from '@codepurify/graph'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { encodeFirst } from '../roberta/encoder.js'
import { inference } from './decoderStep.js'

/** `ids` int32 [B, S] -> `vectors` [B, width]: the last hidden state of each source's first id (<s>). */
export function firstStateModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  return build.graph.toModel({ vectors: encodeFirst(build, config, 'encoder', build.graph.input('ids', 'int32', ['B', 'S'])) }, { weights })
}
