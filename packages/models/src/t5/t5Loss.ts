import type { Graph, Tensor } from '@codepurify/graph'
import { seq2seqFeeds, type PairExample } from '../feeds.js'
import { meanLoss, startBuild, type Loss, type LossOptions } from '../roberta/losses.js'
import type { T5Config } from './config.js'
import { decodeT5, t5Logits } from './decoder.js'
import { encodeT5 } from './encoder.js'
import { t5Table } from './weightTable.js'

/**
 * Loss of `T5ForConditionalGeneration`: mean cross-entropy over the real target tokens. Inputs, all int32: `sourceIds` [B, S]; `targetIds` [B, T], what the
 * decoder reads, from `decoder_start_token_id`; `labelPositions` [M], the places b * T + t of ids that are followed by one, and `labels` [M], the ids that
 * follow. Only these rows go through the head. `t5Feeds` makes them.
 */
export function t5Loss(graph: Graph, config: T5Config, options: LossOptions = {}): Loss {
  const build = startBuild(graph, t5Table(config), options)
  const source = encodeT5(build, config, graph.input('sourceIds', 'int32', ['B', 'S']))
  const decoded = decodeT5(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const rows = graph.gather(decoded, graph.input('labelPositions', 'int32', ['M']))
  return meanLoss(build, t5Logits(build, config, rows), graph.input('labels', 'int32', ['M']))
}

/** Feeds of `t5Loss`; targets are `decoder_start_token_id`, then the labels. */
export function t5Feeds(
  examples: readonly PairExample[],
  config: Pick<T5Config, 'pad_token_id'>,
): Record<'sourceIds' | 'targetIds' | 'labelPositions' | 'labels', Tensor> {
  return seq2seqFeeds(examples, config.pad_token_id)
}
