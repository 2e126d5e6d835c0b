/** @file The layers of T5. Activations are [rows, d_model]; no layer has a bias, and norms come before what they feed ("pre-norm"). */
import type { Value } from '@codepurify/graph'
import { attend, dropout, splitHeads, type Build, type Extent, type Wanted } from '../roberta/layers.js'
import type { T5Config } from './config.js'
import { wideNames } from './weightTable.js'

/** x W^T: a linear layer without bias. */
export function project({ graph, parameters }: Build, name: string, x: Value): Value {
  return graph.gemm(x, parameters.get(`${name}.weight`), undefined, { transB: true })
}

/** x / sqrt(mean(x ** 2) + epsilon) * weight over the last axis (Zhang & Sennrich 2019, eq. 4): no mean is taken off, nothing added. */
export function rmsNorm({ graph, parameters }: Build, name: string, x: Value, epsilon: number): Value {
  const root = graph.sqrt(graph.add(graph.mean(graph.mul(x, x), [-1], true), epsilon))
  const normalized = graph.custom(
    [x],
    () => graph.div(x, root),
    (dy) => {
      // with n = x / root: dx = (dy - n mean(dy n)) / root
      const n = graph.div(x, root)
      return [graph.div(graph.sub(dy, graph.mul(n, graph.mean(graph.mul(dy, n), [-1], true))), root)]
    },
  )
  return graph.mul(normalized, parameters.get(`${name}.weight`))
}

/** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x ** 3))): the approximation of GELU that Hugging Face calls "gelu_new" (Hendrycks & Gimpel 2016, §2). */
export function tanhGelu({ graph }: Pick<Build, 'graph'>, x: Value): Value {
  const inner = graph.mul(x, graph.add(graph.mul(graph.mul(x, x), Math.sqrt(2 / Math.PI) * 0.044715), Math.sqrt(2 / Math.PI)))
  return graph.mul(graph.mul(x, 0.5), graph.add(graph.tanh(inner), 1))
}

const active: Readonly<Record<T5Config['feed_forward_proj'], (build: Build, wide: readonly Value[]) => Value>> = {
  relu: ({ graph }, wide) => wide.map((x) => graph.relu(x)).reduce((product, x) => graph.mul(product, x)),
  'gated-gelu': (build, wide) => wide.map((x, i) => (i === 0 ? tanhGelu(build, x) : x)).reduce((gate, x) => build.graph.mul(gate, x)),
}

/** x + dropout(update): the end of every sublayer. */
export function addTo(build: Build, x: Value, update: Value): Value {
  return build.graph.add(x, dropout(build, update, build.dropout.hidden))
}

/** The feed-forward sublayer `name` ("encoder.block.0.layer.1"): x + wo(act(wi(norm(x)))). */
export function feedForward(build: Build, config: T5Config, name: string, x: Value): Value {
  const normed = rmsNorm(build, `${name}.layer_norm`, x, config.layer_norm_epsilon)
  const wide = wideNames[config.feed_forward_proj].map((part) => project(build, `${name}.DenseReluDense.${part}`, normed))
  const inner = dropout(build, active[config.feed_forward_proj](build, wide), build.dropout.hidden)
  return addTo(build, x, project(build, `${name}.DenseReluDense.wo`, inner))
}

/** One of the projections of attention `name` ("….SelfAttention"), split into heads: [B * T, d_model] -> [B, H, T, d_kv]. */
export function heads(build: Build, config: T5Config, name: string, part: 'q' | 'k' | 'v', x: Value, extent: Extent): Value {
  return splitHeads(build.graph, project(build, `${name}.${part}`, x), extent, config.num_heads)
}

/**
 * The self-attention sublayer `name` ("encoder.block.0.layer.0"), `bias` [B or 1, H, T, T] on the scores: x + o(attention(norm(x))). Where the states of fewer rows are `wanted`, only these ask,
 * and `bias` is theirs.
 */
export function selfAttention(
  build: Build,
  config: T5Config,
  name: string,
  x: Value,
  bias: Value,
  extent: Extent,
  wanted: Wanted = { rows: x, extent },
): Value {
  const norm = (rows: Value): Value => rmsNorm(build, `${name}.layer_norm`, rows, config.layer_norm_epsilon)
  const normed = norm(x)
  const asking = wanted.rows === x ? normed : norm(wanted.rows)
  const part = (which: 'q' | 'k' | 'v', rows: Value, of: Extent) => heads(build, config, `${name}.SelfAttention`, which, rows, of)
  // no division by sqrt(d_kv): it is part of how the weights start
  const heard = attend(build, part('q', asking, wanted.extent), part('k', normed, extent), part('v', normed, extent), bias, 1)
  return addTo(build, wanted.rows, project(build, `${name}.SelfAttention.o`, heard))
}
