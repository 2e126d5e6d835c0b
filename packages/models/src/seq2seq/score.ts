/** @file How surprised a seq2seq model is by a target: the cross-entropy of every target token, in one graph. */
import type { Session, Weights } from '@codepurify/graph'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { decode } from './decoder.js'
import { inference } from './decoderStep.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqFeeds, type PairExample } from '../feeds.js'
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

/** Mean surprise of each pair's target. */
export async function scoreBatch(session: Session, config: Seq2SeqConfig, pairs: readonly PairExample[]): Promise<number[]> {
  const { surprise } = await session.run(seq2seqFeeds(pairs, config.pad_token_id))
  if (!(surprise?.data instanceof Float32Array)) throw new TypeError('the score model gave no float32 "surprise"')
  let at = 0
  const values = surprise.data
  return pairs.map(({ target }) => {
    const own = values.subarray(at, (at += target.length - 1))
    return own.reduce((sum, x) => sum + x, 0) / own.length
  })
}
