/** @file The layers that encoder, decoder and heads are made of. Activations are [rows, width]: one row per token, whatever the batch. */
import type { Dim, Graph, Value } from '@codepurify/graph'
import type { Parameters } from '../weights/parameters.js'

/** What every layer is built with. */
export interface Build {
  readonly graph: Graph
  readonly parameters: Pick<Parameters, 'get' | 'has' | 'used'>
  /** Dropout probabilities; 0 leaves no trace in the graph. */
  readonly dropout: { readonly hidden: number; readonly attention: number }
}

/** Rows of a batch: `batch` sequences of `length` rows each. */
export interface Extent {
  readonly batch: Dim
  readonly length: Dim
}

/** Rows whose states are wanted, and their extent. */
export interface Wanted {
  readonly rows: Value
  readonly extent: Extent
}

/** x W^T + b with PyTorch's [out, in] weight, read as it lies: x is [rows, in]. */
export function linear({ graph, parameters }: Build, name: string, x: Value): Value {
  return graph.gemm(x, parameters.get(`${name}.weight`), parameters.get(`${name}.bias`), { transB: true })
}

/** Layer normalisation over the last axis. */
export function layerNorm({ graph, parameters }: Build, name: string, x: Value, epsilon: number): Value {
  return graph.layerNorm(x, parameters.get(`${name}.weight`), parameters.get(`${name}.bias`), epsilon)
}

/** Dropout with probability `p`, or x itself where p is 0. */
export function dropout({ graph }: Build, x: Value, p: number): Value {
  return p > 0 ? graph.dropout(x, p) : x
}

/** LayerNorm(x + dropout(update)): the end of every post-norm sublayer. */
export function addAndNorm(build: Build, name: string, x: Value, update: Value, epsilon: number): Value {
  return layerNorm(build, name, build.graph.add(x, dropout(build, update, build.dropout.hidden)), epsilon)
}

/** [batch * length, width] -> [batch, heads, length, width / heads] */
export function splitHeads(graph: Graph, x: Value, { batch, length }: Extent, heads: number): Value {
  return graph.transpose(graph.reshape(x, [batch, length, heads, headWidth(x, heads)]), [0, 2, 1, 3])
}

function headWidth(x: Value, heads: number): number {
  const width = x.shape[1]
  if (typeof width !== 'number' || width % heads !== 0) throw new RangeError(`a width of ${width} cannot be divided among ${heads} heads`)
  return width / heads
}

/**
 * softmax(scale q k^T + mask) v, by default with scale 1 / sqrt(d) (Vaswani et al. 2017, eq. 1): q [B, H, T, d], k and v [B, H, S, d],
 * mask broadcasts to [B, H, T, S]. Gives [B * T, H * d].
 */
export function attend(build: Build, q: Value, k: Value, v: Value, mask: Value | undefined, scale?: number): Value {
  const { graph } = build
  const [, heads, , width] = q.shape
  if (typeof heads !== 'number' || typeof width !== 'number')
    throw new RangeError(`attention needs a fixed number of heads and width, got ${q.shape}`)
  const scores = graph.matMul(q, k, { transB: true, alpha: scale ?? 1 / Math.sqrt(width) })
  const weights = dropout(build, graph.softmax(mask ? graph.add(scores, mask) : scores), build.dropout.attention)
  const heard = graph.transpose(graph.matMul(weights, v), [0, 2, 1, 3]) // [B, T, H, d]
  return graph.reshape(heard, [-1, heads * width])
}
