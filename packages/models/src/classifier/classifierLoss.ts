import type { Graph, Value } from '@codepurify/graph'
import { startBuild, type Loss, type LossOptions } from '../roberta/losses.js'
import type { Build } from '../roberta/layers.js'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from './kinds.js'

/** ids int32 [R, S] -> the vectors of each input side by side, [B, sequences * width]. */
export function inputVectors<Kind extends ClassifierKind>(build: Build, kind: Kind, config: ClassifierConfigs[Kind]): Value {
  const { sequences, represent } = rulesOf(kind)
  const ids = build.graph.input('ids', 'int32', [sequences === 1 ? 'B' : `${sequences}*B`, 'S'])
  const vectors = represent(build, config, ids)
  const width = vectors.shape[1]
  if (typeof width !== 'number')
    throw new RangeError(`a ${kind} model represents a sequence by ${String(width)} numbers, expected a fixed number`)
  return build.graph.reshape(vectors, ['B', sequences * width])
}

/**
 * Loss of a classifier. Inputs, all int32: `ids` [B, S], for pairs [2 * B, S] with the two sequences of an input one after the other, padded; `labels` [B].
 * `classifierFeeds` makes them. `dropout` acts inside the encoder and on both sides of the head's dense layer.
 */
export function classifierLoss<Kind extends ClassifierKind>(
  graph: Graph,
  kind: Kind,
  config: ClassifierConfigs[Kind],
  options: LossOptions = {},
): Loss & { readonly logits: Value } {
  const { table, head, criterion } = rulesOf(kind)
  const build = startBuild(graph, table(config), options)
  const logits = head(build, config, inputVectors(build, kind, config))
  const { sum, count } = criterion.loss(graph, logits, graph.input('labels', 'int32', ['B']))
  return { loss: graph.div(sum, count), sum, count, logits, parameters: build.parameters.used() }
}
