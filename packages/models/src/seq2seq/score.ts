/** @file How surprised the official Seq2Seq is by a target, in one graph. */
import type { Weights } from '@codepurify/graph'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { decode } from './decoder.js'
import { inference } from './decoderStep.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqLogits } from '../roberta/heads.js'

/** The inputs of `seq2seqLoss` -> `surprise` [M]: the cross-entropy of every label. */
export function scoreModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const decoded = decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const rows = graph.gather(decoded, graph.input('labelPositions', 'int32', ['M']))
  const surprise = graph.crossEntropy(seq2seqLogits(build, rows), graph.input('labels', 'int32', ['M']), { reduction: 'none' })
  return graph.toModel({ surprise }, { weights })
}
