/** @file Training losses as graphs. Weights are parameters under their state_dict names; everything else is an input. */
import type { Graph, Value } from '@codepurify/graph'
import type { RobertaConfig, Seq2SeqConfig } from './config.js'
import { decode } from '../seq2seq/decoder.js'
import { encode, type Encoded } from './encoder.js'
import { maskedLmLogits, seq2seqLogits } from './heads.js'
import type { Build } from './layers.js'
import { Parameters } from '../weights/parameters.js'
import { jointTable, maskedLmTable, seq2seqTable, type WeightTable } from '../weights/weightTable.js'

/** How a loss is built. */
export interface LossOptions {
  /** Probability at every place where Hugging Face and PyTorch drop out; 0 by default. */
  readonly dropout?: number
}

/** A loss over the labels that are not -100. */
export interface Loss {
  /** Mean cross-entropy in nats, a scalar: what is minimised. */
  readonly loss: Value
  /** Sum over the labels that count, and their number (float32 scalars): to average over several batches. */
  readonly sum: Value
  readonly count: Value
  /** The weights that the loss depends on, by name. */
  readonly parameters: ReadonlyMap<string, Value>
}

/** The loss of masked-LM and seq2seq learning over one encoder, and its two terms. */
export interface JointLoss {
  /** Sum of the two terms' means. */
  readonly loss: Value
  readonly maskedLm: Loss
  readonly seq2seq: Loss
  readonly parameters: ReadonlyMap<string, Value>
}

/** What the layers of a loss are built with; throws on a dropout that is no probability. */
export function startBuild(graph: Graph, table: WeightTable, { dropout = 0 }: LossOptions = {}): Build {
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`dropout is ${dropout}, expected a number from 0 to below 1`)
  return { graph, parameters: new Parameters(graph, table), dropout: { hidden: dropout, attention: dropout } }
}

/** Mean cross-entropy of logits [M, classes] over the labels int32 [M] that are not -100; 0 where there is none. */
export function meanLoss({ graph, parameters }: Build, logits: Value, labels: Value): Loss {
  const counted = graph.cast(graph.not(graph.equal(labels, -100)), 'float32')
  const count = graph.sum(counted, [0])
  const sum = graph.crossEntropy(logits, labels, { ignoreIndex: -100, reduction: 'sum' })
  return { loss: graph.div(sum, graph.where(graph.greater(count, 0), count, 1)), sum, count, parameters: parameters.used() }
}

/** Loss of the masked-LM head over rows `positions` of an encoded batch; inputs `positions`, `labels`: int32 [M]. */
function maskedLmTerm(
  b: Build,
  config: RobertaConfig,
  prefix: string,
  encoded: Encoded,
  names: { positions: string; labels: string; size: string },
): Loss {
  const positions = b.graph.input(names.positions, 'int32', [names.size])
  const labels = b.graph.input(names.labels, 'int32', [names.size])
  return meanLoss(b, maskedLmLogits(b, config, prefix, b.graph.gather(encoded.hidden, positions)), labels)
}

/** Loss of the decoder over an encoded source; inputs `targetIds` [B, T], `labelPositions`, `labels` [M]: int32. */
function seq2seqTerm(b: Build, config: Seq2SeqConfig, encoded: Encoded): Loss {
  const targetIds = b.graph.input('targetIds', 'int32', [encoded.extent.batch, 'T'])
  const positions = b.graph.input('labelPositions', 'int32', ['M'])
  const labels = b.graph.input('labels', 'int32', ['M'])
  const rows = b.graph.gather(decode(b, config, encoded, targetIds), positions)
  return meanLoss(b, seq2seqLogits(b, rows), labels)
}

/**
 * Masked-LM loss of `RobertaForMaskedLM`. Inputs, all int32: `ids` [B, S], padded with `pad_token_id`; `positions` [M], the places b * S + s
 * that go through the vocabulary head; `labels` [M], -100 for one that does not count. `maskedLmFeeds` makes them.
 */
export function maskedLmLoss(graph: Graph, config: RobertaConfig, options: LossOptions = {}): Loss {
  const b = startBuild(graph, maskedLmTable(config), options)
  const encoded = encode(b, config, 'roberta', graph.input('ids', 'int32', ['B', 'S']))
  return maskedLmTerm(b, config, 'roberta', encoded, { positions: 'positions', labels: 'labels', size: 'M' })
}

/**
 * Loss of the official program-repair `Seq2Seq`: mean cross-entropy over the real target tokens. Inputs, all int32: `sourceIds` [B, S];
 * `targetIds` [B, T], what the decoder reads (the last id of each target may be left out); `labelPositions` [M], the places b * T + t of
 * ids that are followed by one, and `labels` [M], the ids that follow. `seq2seqFeeds` makes them.
 */
export function seq2seqLoss(graph: Graph, config: Seq2SeqConfig, options: LossOptions = {}): Loss {
  const b = startBuild(graph, seq2seqTable(config), options)
  return seq2seqTerm(b, config, encode(b, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S'])))
}

/**
 * Both losses over one encoding of `sourceIds`: the seq2seq inputs as above and, for the masked-LM head, `maskedPositions` and
 * `maskedLabels` int32 [K], places b * S + s in `sourceIds`. Weights are those of `jointTable`.
 */
export function jointLoss(graph: Graph, config: Seq2SeqConfig, options: LossOptions = {}): JointLoss {
  const b = startBuild(graph, jointTable(config), options)
  const encoded = encode(b, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const maskedLm = maskedLmTerm(b, config, 'encoder', encoded, { positions: 'maskedPositions', labels: 'maskedLabels', size: 'K' })
  const seq2seq = seq2seqTerm(b, config, encoded)
  return { loss: graph.add(maskedLm.loss, seq2seq.loss), maskedLm, seq2seq, parameters: b.parameters.used() }
}
