/** @file The gradient of broadcasting: sums over the axes along which a value was repeated. */
import { multiplyDims } from './dimension.js'
import type { Graph } from './graph.js'
import { type Dim, type Value, formatShape } from './value.js'

/** Sums dy, which has the shape that `shape` was broadcast to, back to `shape`. */
export function sumTo(g: Graph, dy: Value, shape: readonly Dim[]): Value {
  if (formatShape(dy.shape) === formatShape(shape)) return dy
  const extra = dy.shape.length - shape.length
  const repeated = [...dy.shape.keys()].filter((axis) => axis < extra || shape[axis - extra] !== dy.shape[axis])
  const kept = dy.shape.slice(repeated.length)
  // ones · dY is several times as fast as ReduceSum over leading axes
  if (kept.length > 0 && repeated.every((axis, index) => axis === index)) return g.reshape(columnSums(g, dy, repeated.length), shape)
  return g.reshape(g.sum(dy, repeated, true), shape)
}

/** Sums over the first `axes` axes as a product with a row of ones → [product of the other axes]. */
export function columnSums(g: Graph, x: Value, axes = x.shape.length - 1): Value {
  const [rows, columns] = [multiplyDims(...x.shape.slice(0, axes)), multiplyDims(...x.shape.slice(axes))]
  return g.builder.first('MatMul', [g.full([rows], 1), g.reshape(x, [rows, columns])], {}, {})
}
