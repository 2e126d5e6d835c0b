/** @file Reverse-mode rules: for each operator, the gradients of its inputs from the gradients of its outputs. A missing rule is a compile error. */
import { addDims, multiplyDims, subtractDims } from './dimension.js'
import type { Graph } from './graph.js'
import type { GraphNode, Operator } from './operators.js'
import { columnSums, sumTo } from './sumTo.js'
import type { Dim, Value } from './value.js'
import { weightGradient } from './weightGradient.js'

/** A node on the way back; `needs` says which inputs' gradients are wanted. */
export interface GradientNode<O extends Operator = Operator> extends GraphNode<O> {
  readonly needs: readonly boolean[]
}

/** Gradient of a table of which only some rows were read: `rows` [...ids' shape, …] belong to the rows `ids`. */
export interface RowGradient {
  readonly ids: Value
  readonly rows: Value
}

/** What a rule gives for one input; null where there is no gradient. */
export type Contribution = Value | RowGradient | null

/** From the gradients of a node's outputs (undefined: nothing depends on it) to one contribution per input. */
export type GradientRule<O extends Operator> = (
  g: Graph,
  node: GradientNode<O>,
  dys: readonly (Value | undefined)[],
) => readonly Contribution[]

type Simple<O extends Operator> = (
  g: Graph,
  node: {
    readonly x: Value
    readonly b: Value
    readonly y: Value
    readonly node: GradientNode<O>
    readonly wants: (index: number) => boolean
  },
  dy: Value,
) => readonly Contribution[]

/** Tells the two kinds of contribution apart. */
export function isRowGradient(part: Contribution): part is RowGradient {
  return part !== null && 'ids' in part
}

// A rule that only looks at the first two inputs (x, b), the first output (y) and its gradient.
function rule<O extends Operator>(simple: Simple<O>): GradientRule<O> {
  return (g, node, [dy]) => {
    const [x, b = x] = node.inputs
    const [y] = node.outputs
    if (dy === undefined || x === undefined || b === undefined || y === undefined) return []
    return simple(g, { x, b, y, node, wants: (index) => node.needs[index] === true }, dy)
  }
}

/** The operator's outputs are whole numbers, truth values, or constant: nothing flows back. */
const none = (): readonly Contribution[] => []

const lastAxisSum = (g: Graph, x: Value): Value => g.sum(x, [-1], true)

// dA and dB of alpha · op(A) · op(B), by which of the two is transposed
function matMulGradient(
  g: Graph,
  a: Value,
  b: Value,
  dy: Value,
  wants: (index: number) => boolean,
  { transA, transB, alpha }: { transA: boolean; transB: boolean; alpha: number },
): Contribution[] {
  const da = () => (transA ? g.matMul(b, dy, { transA: transB, transB: true, alpha }) : g.matMul(dy, b, { transB: !transB, alpha }))
  const db = () => {
    if (b.shape.length === 2 && !transA && !transB && alpha === 1) {
      const flat = (x: Value): Value => g.reshape(x, [multiplyDims(...x.shape.slice(0, -1)), x.shape.at(-1) ?? 1])
      return weightGradient(g, flat(a), flat(dy))
    }
    return transB ? g.matMul(dy, a, { transA: true, transB: transA, alpha }) : g.matMul(a, dy, { transA: !transA, alpha })
  }
  return [wants(0) ? sumTo(g, da(), a.shape) : null, wants(1) ? sumTo(g, db(), b.shape) : null]
}

// dy in the shape of x, where a reduction of x over `axes` gave dy
function unreduce(g: Graph, dy: Value, x: Value, axes: readonly number[]): Value {
  return g.reshape(dy, keptShape(x, axes))
}

function keptShape(x: Value, axes: readonly number[]): Dim[] {
  return x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
}

function scalarOf(g: Graph, dims: readonly Dim[]): Value {
  const numbers = dims.filter((dim) => typeof dim === 'number')
  if (numbers.length === dims.length) return g.constant(numbers.reduce((product, dim) => product * dim, 1))
  return g.reshape(g.cast(g.builder.dimensions([multiplyDims(...dims)]), 'float32'), [])
}

/** The rules, by operator. */
export const gradientRules: { readonly [O in Operator]: GradientRule<O> } = {
  Add: rule((g, { x, b, wants }, dy) => [wants(0) ? sumTo(g, dy, x.shape) : null, wants(1) ? sumTo(g, dy, b.shape) : null]),
  Sub: rule((g, { x, b, wants }, dy) => [wants(0) ? sumTo(g, dy, x.shape) : null, wants(1) ? sumTo(g, g.neg(dy), b.shape) : null]),
  Mul: rule((g, { x, b, wants }, dy) => [
    wants(0) ? sumTo(g, g.mul(dy, b), x.shape) : null,
    wants(1) ? sumTo(g, g.mul(dy, x), b.shape) : null,
  ]),
  Div: rule((g, { x, b, y, wants }, dy) => {
    const dx = g.div(dy, b)
    return [wants(0) ? sumTo(g, dx, x.shape) : null, wants(1) ? sumTo(g, g.neg(g.mul(dx, y)), b.shape) : null] // d(x/b)/db = −(x/b)/b
  }),
  Sum: (g, { inputs }, [dy]) => inputs.map((x) => (dy ? sumTo(g, dy, x.shape) : null)),
  Neg: rule((g, _, dy) => [g.neg(dy)]),
  Exp: rule((g, { y }, dy) => [g.mul(dy, y)]),
  Log: rule((g, { x }, dy) => [g.div(dy, x)]),
  Sqrt: rule((g, { y }, dy) => [g.div(g.mul(dy, 0.5), y)]),
  Tanh: rule((g, { y }, dy) => [g.sub(dy, g.mul(g.mul(dy, y), y))]), // 1 − tanh²
  Relu: rule((g, { y }, dy) => [g.where(g.greater(y, 0), dy, 0)]),
  Gelu: rule((g, { x }, dy) => {
    // d(x·Φ(x)) = Φ(x) + x·φ(x), with s = x/√2: Φ(x) = ½ erf(s) + ½, and x·φ(x) = s · e^(−s² − ½ ln π). Nine passes over x: each counts.
    const s = g.mul(x, Math.SQRT1_2)
    const density = g.mul(s, g.exp(g.sub(g.constant(-0.5 * Math.log(Math.PI)), g.mul(s, s))))
    return [g.mul(dy, g.add(g.hardSigmoid(g.erf(s), 0.5, 0.5), density))]
  }),
  Sigmoid: rule((g, { y }, dy) => [g.mul(dy, g.sub(y, g.mul(y, y)))]),
  HardSigmoid: rule((g, { y, node: { attributes } }, dy) => {
    const slope = g.where(g.and(g.greater(y, 0), g.less(y, 1)), attributes.alpha, 0)
    return [g.mul(dy, slope)]
  }),
  Erf: rule((g, { x }, dy) => [g.mul(dy, g.mul(g.exp(g.neg(g.mul(x, x))), 2 / Math.sqrt(Math.PI)))]),
  MatMul: rule((g, { x, b, wants }, dy) => matMulGradient(g, x, b, dy, wants, { transA: false, transB: false, alpha: 1 })),
  FusedMatMul: rule((g, { x, b, node: { attributes }, wants }, dy) =>
    matMulGradient(g, x, b, dy, wants, { transA: attributes.transA === 1, transB: attributes.transB === 1, alpha: attributes.alpha }),
  ),
  Gemm: rule((g, { x: a, b, node: { attributes, inputs }, wants }, dy) => {
    const [transA, transB] = [attributes.transA === 1, attributes.transB === 1]
    const da = () => (transA ? g.gemm(b, dy, undefined, { transA: transB, transB: true }) : g.gemm(dy, b, undefined, { transB: !transB }))
    const db = () => {
      if (!transA) return weightGradient(g, a, dy, { transB })
      return transB ? g.gemm(dy, a, undefined, { transA: true, transB: true }) : g.gemm(a, dy)
    }
    const bias = inputs[2]
    return [wants(0) ? da() : null, wants(1) ? db() : null, bias && wants(2) ? sumTo(g, dy, bias.shape) : null]
  }),
  LayerNormalization: (g, { inputs: [x, gamma], outputs: [, mean, inverseDeviation], needs }, [dy]) => {
    if (!dy || !x || !gamma || !mean || !inverseDeviation) return []
    const normalized = g.mul(g.sub(x, mean), inverseDeviation)
    const scaled = g.mul(dy, normalized)
    const dx = (): Value => {
      const dNormalized = g.mul(dy, gamma)
      const along = g.mean(g.mul(dNormalized, normalized), [-1], true)
      return g.mul(g.sub(g.sub(dNormalized, g.mean(dNormalized, [-1], true)), g.mul(normalized, along)), inverseDeviation)
    }
    return [needs[0] ? dx() : null, needs[1] ? columnSums(g, scaled) : null, needs[2] ? columnSums(g, dy) : null]
  },
  Softmax: rule((g, { y }, dy) => {
    const weighted = g.mul(dy, y)
    return [g.sub(weighted, g.mul(y, lastAxisSum(g, weighted)))]
  }),
  LogSoftmax: rule((g, { y }, dy) => [g.sub(dy, g.mul(g.exp(y), lastAxisSum(g, dy)))]),
  Gather: rule((_, { b: ids }, dy) => [{ ids, rows: dy }, null]),
  GatherElements: rule((g, { x, b: indices, node }, dy) => [g.scatterAdd(g.full(x.shape, 0), indices, dy, node.attributes.axis), null]),
  ScatterElements: rule((g, { b: indices, node, wants }, dy) => [
    dy,
    null,
    wants(2) ? g.gatherElements(dy, indices, node.attributes.axis) : null,
  ]),
  Reshape: rule((g, { x }, dy) => [g.reshape(dy, x.shape)]),
  Transpose: rule((g, { node }, dy) => {
    const { perm } = node.attributes
    return [
      g.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ]
  }),
  Concat: (g, { inputs, attributes: { axis } }, [dy]) => {
    if (dy === undefined) return []
    return inputs.length === 1
      ? [dy]
      : g.split(
          dy,
          axis,
          inputs.map(({ shape }) => shape[axis] ?? 0),
        )
  },
  Slice: rule((g, { x, node: { facts } }, dy) => {
    const { axis, start, size } = facts
    const length = x.shape[axis] ?? 0
    const zeros = (dim: Dim): Value => g.full(x.shape.with(axis, dim), 0)
    const after = subtractDims(length, addDims(start, size))
    return [g.concat([...(start === 0 ? [] : [zeros(start)]), dy, ...(after === 0 ? [] : [zeros(after)])], axis)]
  }),
  Split: (g, { outputs, attributes: { axis } }, dys) => [
    g.concat(
      outputs.map((output, index) => dys[index] ?? g.full(output.shape, 0)),
      axis,
    ),
  ],
  Expand: rule((g, { x }, dy) => [sumTo(g, dy, x.shape)]),
  ReduceSum: rule((g, { x, node: { facts } }, dy) => [g.expand(unreduce(g, dy, x, facts.axes), x.shape)]),
  ReduceMean: rule((g, { x, node: { facts } }, dy) => {
    const count = scalarOf(
      g,
      facts.axes.map((axis) => x.shape[axis] ?? 1),
    )
    return [g.expand(unreduce(g, g.div(dy, count), x, facts.axes), x.shape)]
  }),
  ReduceMax: rule((g, { x, y, node: { facts } }, dy) => {
    const winners = g.cast(g.equal(x, unreduce(g, y, x, facts.axes)), 'float32')
    return [g.mul(winners, g.div(unreduce(g, dy, x, facts.axes), g.sum(winners, facts.axes, true)))]
  }),
  Where: (g, { inputs: [condition, a, b], needs }, [dy]) => {
    if (!dy || !condition || !a || !b) return []
    return [
      null,
      needs[1] ? sumTo(g, g.where(condition, dy, 0), a.shape) : null,
      needs[2] ? sumTo(g, g.where(condition, 0, dy), b.shape) : null,
    ]
  },
  Equal: none,
  Less: none,
  Greater: none,
  And: none,
  Or: none,
  Not: none,
  Cast: none,
  ArgMax: none,
  TopK: (g, { inputs: [x], outputs: [, indices] }, [dy]) => (x && indices && dy ? [g.scatterAdd(g.full(x.shape, 0), indices, dy, -1)] : []),
  CumSum: rule((g, { node: { facts } }, dy) => {
    // the sum of everything from here on = total − running sum + this one
    const all = g.sum(dy, [facts.axis], true)
    return [g.add(g.sub(all, g.cumSum(dy, facts.axis)), dy)]
  }),
  Range: none,
  Shape: none,
  Dropout: (g, { outputs: [, kept], facts: { ratio } }, [dy]) =>
    dy && kept ? [g.mul(g.where(kept, dy, 0), 1 / (1 - ratio)), null, null] : [],
  Identity: rule((_, __, dy) => [dy]),
}

/** The rule of one operator. */
export function gradientRule<O extends Operator>(operator: O): GradientRule<O> {
  return gradientRules[operator]
}

/** Names of the operators through which gradients flow. */
export const differentiable: readonly string[] = Object.entries(gradientRules).flatMap(([name, entry]) => (entry === none ? [] : [name]))
