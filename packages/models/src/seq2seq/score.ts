/** @file How surprised the official Seq2Seq is by a target, in one graph. */
import { int32, type Tensor, type Weights } from '@codepurify/graph'
import { padRows, type PairExample } from '../feeds.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqLogits } from '../roberta/heads.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { decode } from './decoder.js'
import { inference } from './decoderStep.js'

/** The inputs of `seq2seqLoss`, but for `targetIds` [U, T] and `targetOf` int32 [B] (`sharedTargets`) -> `surprise` [M]: the cross-entropy of every label. */
export function scoreModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const [targetIds, targetOf] = [graph.input('targetIds', 'int32', ['U', 'T']), graph.input('targetOf', 'int32', ['B'])]
  const decoded = decode(build, config, source, targetIds, targetOf)
  const rows = graph.gather(decoded, graph.input('labelPositions', 'int32', ['M']))
  // without a gradient, one logarithm of the softmax is cheaper than `crossEntropy`
  const labels = graph.unsqueeze(graph.input('labels', 'int32', ['M']), [1])
  const likelihood = graph.gatherElements(graph.logSoftmax(seq2seqLogits(build, rows)), labels, 1)
  return graph.toModel({ surprise: graph.neg(graph.squeeze(likelihood, [1])) }, { weights })
}

/** What the decoder reads for a batch of pairs, every target once, and which pair has which. */
export function sharedTargets(pairs: readonly PairExample[], padId: number): Record<'targetIds' | 'targetOf', Tensor> {
  const numbers = new Map<string, number>()
  const targets: number[][] = []
  const targetOf = pairs.map(({ target }) => {
    const key = target.join(' ')
    const number = numbers.get(key) ?? targets.push(target.slice(0, -1)) - 1
    numbers.set(key, number)
    return number
  })
  const { data, width } = padRows(targets, padId)
  return { targetIds: int32(data, [targets.length, width]), targetOf: int32(targetOf) }
}
