/** @file Cross-entropy over a vocabulary, with one pass of exponentials shared by the loss and its gradient. */
import type { Graph } from './graph.js'
import { shapeError } from './shapeRules.js'
import type { Value } from './value.js'

/** Which label is ignored, and how rows are put together. */
export interface CrossEntropyOptions {
  readonly ignoreIndex?: number
  readonly reduction?: 'mean' | 'sum' | 'none'
}

/** See `Graph.crossEntropy`. */
export function crossEntropy(
  g: Graph,
  logits: Value,
  labels: Value,
  { ignoreIndex = -100, reduction = 'mean' }: CrossEntropyOptions,
): Value {
  if (logits.shape.length !== 2 || labels.shape.length !== 1 || logits.shape[0] !== labels.shape[0])
    throw shapeError('crossEntropy', [logits, labels], 'logits must be [N, V] and labels [N] with the same N')
  if (labels.dtype !== 'int32') throw shapeError('crossEntropy', [logits, labels], `labels are ${labels.dtype}, expected int32; use cast`)
  const counted = g.not(g.equal(labels, ignoreIndex))
  const column = g.unsqueeze(g.where(counted, labels, 0), [1]) // [N, 1]
  const weight = g.unsqueeze(g.cast(counted, 'float32'), [1])
  const count = reduction === 'mean' ? g.where(g.greater(g.sum(weight), 0), g.sum(weight), 1) : undefined
  const probabilities = g.softmax(logits)
  const forward = (): Value => {
    // log-sum-exp = max − log p(max): no second pass of exponentials, and p(max) ≥ 1/V never underflows
    const logSumExp = g.sub(g.max(logits, [1], true), g.log(g.max(probabilities, [1], true)))
    const rows = g.mul(g.sub(logSumExp, g.gatherElements(logits, column, 1)), weight)
    if (reduction === 'none') return g.squeeze(rows, [1])
    return count ? g.div(g.sum(rows), count) : g.sum(rows)
  }
  const vjp = (dy: Value): Value[] => {
    const scale = reduction === 'none' ? g.mul(g.unsqueeze(dy, [1]), weight) : g.mul(weight, count ? g.div(dy, count) : dy)
    return [g.scatterAdd(g.mul(probabilities, scale), column, g.neg(scale), 1)] // (softmax − onehot) · scale
  }
  return g.custom([logits], forward, vjp)
}
