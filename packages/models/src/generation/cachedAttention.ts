import type { Value } from '@codepurify/graph'
import type { Build } from '../roberta/layers.js'

/** Keys, as `columns` makes them, [B, H, d, length], or values [B, H, length, d] in two parts, older ones first. */
export interface TwoParts {
  readonly past: Value
  readonly recent: Value
}

/**
 * Attention of the places of a search, one query each, over a cache in two parts: q [B, H, T, d] -> [B * T, H * d]; `bias` broadcasts to [B, H, T, both
 * lengths]. The long past is read where it lies; only the short recent part is copied from step to step.
 */
export function attendTwoParts({ graph }: Build, q: Value, keys: TwoParts, values: TwoParts, bias: Value | undefined): Value {
  const scores = graph.concat([graph.matMul(q, keys.past), graph.matMul(q, keys.recent)], 3)
  const weights = graph.softmax(bias ? graph.add(scores, bias) : scores)
  const [older, newer] = graph.split(weights, 3, [keys.past.shape[3] ?? 0, keys.recent.shape[3] ?? 0])
  if (!older || !newer) throw new Error('split into two parts gave fewer')
  return joinHeads({ graph }, graph.add(graph.matMul(older, values.past), graph.matMul(newer, values.recent)))
}

/** Attention of a few queries over `columns` [B, H, d, S] and values [B, H, S, d]: q [B, H, T, d], mask broadcasts to [B, H, T, S]; gives [B * T, H * d]. */
export function attendColumns({ graph }: Build, q: Value, keys: Value, values: Value, mask: Value): Value {
  const scores = graph.matMul(q, keys)
  return joinHeads({ graph }, graph.matMul(graph.softmax(graph.add(scores, mask)), values))
}

/**
 * Keys as the cache holds them: [B, H, S, d] -> [B, H, d, S], times `scale`, by default 1 / sqrt(d). A product with them is then a plain one; with a transposed
 * factor or a factor on the product, which is also what onnxruntime makes of queries divided by sqrt(d), it is two to four times as slow for a single row of
 * queries.
 */
export function columns({ graph }: Pick<Build, 'graph'>, keys: Value, scale?: number): Value {
  const [batch = 1, heads = 1, length = 1, width = 1] = keys.shape
  const transposed = length === 1 ? graph.reshape(keys, [batch, heads, width, 1]) : graph.transpose(keys, [0, 1, 3, 2])
  const factor = scale ?? 1 / Math.sqrt(Number(width))
  return factor === 1 ? transposed : graph.mul(transposed, factor)
}

/** [B, H, T, d] -> [B * T, H * d] */
function joinHeads({ graph }: Pick<Build, 'graph'>, x: Value): Value {
  const [, heads, length, width] = x.shape
  const rows = length === 1 ? x : graph.transpose(x, [0, 2, 1, 3])
  return graph.reshape(rows, [-1, Number(heads) * Number(width)])
}
