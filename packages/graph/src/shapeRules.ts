/** @file For each operator, the element type and shape of what it computes; a wrong input is an error that says which operator, which shapes, and why not. */
import { addDims, canonicalDim, multiplyDims } from './dimension.js'
import type { Attributes, Facts, GraphNode, Operator } from './operators.js'
import { type DType, type Dim, type Value, formatShape } from './value.js'

/** Element type and shape of one output. */
export interface OutputType {
  readonly dtype: DType
  readonly shape: readonly Dim[]
}

/** An operator about to be applied. */
export type Application<O extends Operator> = Pick<GraphNode<O>, 'operator' | 'inputs' | 'attributes' | 'facts'>

type ShapeRule<O extends Operator> = (inputs: readonly Value[], application: Application<O>) => OutputType | OutputType[]

function describe(value: Value): string {
  return `${value.name} ${value.dtype}${formatShape(value.shape)}`
}

/** The error for an operator whose inputs do not fit: `MatMul: x float32[2, 3], y float32[4, 5]: <why>`. */
export function shapeError(operator: string, inputs: readonly Value[], why: string): RangeError {
  // int64 constants are the dimensions, axes and sizes that the reason speaks of
  const told = inputs.filter(({ name, dtype }) => dtype !== 'int64' || !name.startsWith('constant/'))
  return new RangeError(`${operator}: ${told.map(describe).join(', ')}: ${why}`)
}

/** Turns a possibly negative axis into one from 0 on; throws where the value has no such axis. */
export function resolveAxis(operator: string, value: Value, axis: number): number {
  const rank = value.shape.length
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis
  throw shapeError(
    operator,
    [value],
    `there is no axis ${axis}, expected an integer from ${-rank} to ${rank - 1}, since the rank is ${rank}`,
  )
}

function input(operator: string, inputs: readonly Value[], index: number): Value {
  const value = inputs[index]
  if (value === undefined) throw new RangeError(`${operator}: got ${inputs.length} inputs, expected at least ${index + 1}`)
  return value
}

function requireType(operator: string, inputs: readonly Value[], value: Value, ...types: readonly DType[]): void {
  if (!types.includes(value.dtype))
    throw shapeError(operator, inputs, `${value.name} is ${value.dtype}, expected ${types.join(' or ')}; use cast`)
}

function requireSameType(operator: string, inputs: readonly Value[], a: Value, b: Value): void {
  if (a.dtype !== b.dtype)
    throw shapeError(operator, inputs, `${a.name} is ${a.dtype} and ${b.name} is ${b.dtype}, expected one element type; use cast`)
}

/** The shape that two shapes broadcast to: aligned at the last axis, each pair equal or one of them 1. */
export function broadcastShapes(operator: string, inputs: readonly Value[], a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length)
  const result: Dim[] = []
  for (let back = 1; back <= rank; back++) {
    const [left, right] = [a.at(-back) ?? 1, b.at(-back) ?? 1]
    if (back > a.length) result.unshift(right)
    else if (back > b.length || right === 1 || left === right) result.unshift(left)
    else if (left === 1) result.unshift(right)
    else {
      const why = `aligned at the last axis, ${left} meets ${right} at axis ${-back}, and they are neither equal nor 1`
      throw shapeError(operator, inputs, `cannot broadcast ${formatShape(a)} with ${formatShape(b)}: ${why}`)
    }
  }
  return result
}

function elementwise<O extends Operator>(types: readonly DType[], result?: DType): ShapeRule<O> {
  return (inputs, { operator }) => {
    const first = input(operator, inputs, 0)
    requireType(operator, inputs, first, ...types)
    let shape: readonly Dim[] = first.shape
    for (const other of inputs.slice(1)) {
      requireSameType(operator, inputs, first, other)
      shape = broadcastShapes(operator, inputs, shape, other.shape)
    }
    return { dtype: result ?? first.dtype, shape }
  }
}

const FLOAT = ['float32'] as const
const NUMBERS = ['float32', 'int32', 'int64'] as const
const arithmetic = elementwise<Operator>(NUMBERS)
const real = elementwise<Operator>(FLOAT)
const comparison = elementwise<Operator>([...NUMBERS, 'bool'], 'bool')
const logical = elementwise<Operator>(['bool'])

function matMulShape(operator: string, inputs: readonly Value[], transA: number, transB: number): OutputType {
  const [a, b] = [input(operator, inputs, 0), input(operator, inputs, 1)]
  for (const value of [a, b]) requireType(operator, inputs, value, 'float32')
  if (a.shape.length === 0 || b.shape.length === 0) throw shapeError(operator, inputs, 'a scalar is not a matrix; use mul')
  const left =
    a.shape.length === 1 ? [1, ...a.shape] : transA === 1 ? [...a.shape.slice(0, -2), a.shape.at(-1) ?? 1, a.shape.at(-2) ?? 1] : a.shape
  const right =
    b.shape.length === 1 ? [...b.shape, 1] : transB === 1 ? [...b.shape.slice(0, -2), b.shape.at(-1) ?? 1, b.shape.at(-2) ?? 1] : b.shape
  const [rows, inner, innerOther, columns] = [left.at(-2) ?? 1, left.at(-1) ?? 1, right.at(-2) ?? 1, right.at(-1) ?? 1]
  if (inner !== innerOther) {
    const [which, whichOther] = [
      transA === 1 ? 'second to last axis of the first (transposed)' : 'last axis of the first',
      transB === 1 ? 'last axis of the second (transposed)' : 'second to last axis of the second',
    ]
    throw shapeError(operator, inputs, `the inner dimensions differ: ${inner}, the ${which}, must equal ${innerOther}, the ${whichOther}`)
  }
  const batch = broadcastShapes(operator, inputs, left.slice(0, -2), right.slice(0, -2))
  return { dtype: 'float32', shape: [...batch, ...(a.shape.length === 1 ? [] : [rows]), ...(b.shape.length === 1 ? [] : [columns])] }
}

function reduction<O extends 'ReduceSum' | 'ReduceMean' | 'ReduceMax'>(): ShapeRule<O> {
  return (inputs, { operator, attributes, facts }) => {
    const x = input(operator, inputs, 0)
    requireType(operator, inputs, x, ...NUMBERS)
    const { keepdims }: Attributes<'ReduceSum'> = attributes
    const { axes }: Facts<'ReduceSum'> = facts
    const shape = x.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepdims === 1 ? [1] : []) : [dim]))
    return { dtype: x.dtype, shape }
  }
}

function sameShape(operator: string, inputs: readonly Value[], a: readonly Dim[], b: readonly Dim[], what: string): void {
  if (formatShape(a) !== formatShape(b))
    throw shapeError(operator, inputs, `${what} must have one shape, got ${formatShape(a)} and ${formatShape(b)}`)
}

function elementCount(shape: readonly Dim[]): Dim {
  return multiplyDims(...shape)
}

const lastAxis: ShapeRule<'Softmax' | 'LogSoftmax'> = (inputs, { operator, attributes }) => {
  const x = input(operator, inputs, 0)
  requireType(operator, inputs, x, 'float32')
  resolveAxis(operator, x, attributes.axis)
  return { dtype: 'float32', shape: x.shape }
}

const shapeRules: { readonly [O in Operator]: ShapeRule<O> } = {
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  Sum: real,
  Neg: arithmetic,
  Exp: real,
  Log: real,
  Sqrt: real,
  Tanh: real,
  Relu: real,
  Gelu: real,
  Sigmoid: real,
  HardSigmoid: real,
  Erf: real,
  MatMul: (inputs) => matMulShape('MatMul', inputs, 0, 0),
  FusedMatMul: (inputs, { attributes }) => matMulShape('FusedMatMul', inputs, attributes.transA, attributes.transB),
  Gemm: (inputs, { attributes }) => {
    const [a, b, bias] = inputs
    for (const matrix of [a, b]) {
      if (matrix?.shape.length !== 2)
        throw shapeError(
          'Gemm',
          inputs,
          `both factors must have rank 2, got ${matrix?.name} of rank ${matrix?.shape.length}; use reshape or matMul`,
        )
    }
    const result = matMulShape('Gemm', inputs, attributes.transA, attributes.transB)
    if (bias !== undefined) {
      const wide = broadcastShapes('Gemm', inputs, result.shape, bias.shape)
      if (formatShape(wide) !== formatShape(result.shape))
        throw shapeError('Gemm', inputs, `the bias must broadcast to the product's shape ${formatShape(result.shape)}`)
    }
    return result
  },
  LayerNormalization: (inputs, { operator }) => {
    const x = input(operator, inputs, 0)
    const width = x.shape.at(-1)
    for (const scale of inputs.slice(1)) {
      if (width === undefined || scale.shape.length !== 1 || scale.shape[0] !== width)
        throw shapeError(operator, inputs, `scale and bias must have shape [${width}], the last axis of ${x.name}`)
    }
    const statistic: OutputType = { dtype: 'float32', shape: [...x.shape.slice(0, -1), 1] }
    return [{ dtype: 'float32', shape: x.shape }, statistic, statistic]
  },
  Softmax: lastAxis,
  LogSoftmax: lastAxis,
  Gather: (inputs, { operator }) => {
    const [table, ids] = [input(operator, inputs, 0), input(operator, inputs, 1)]
    requireType(operator, inputs, ids, 'int32', 'int64')
    if (table.shape.length === 0) throw shapeError(operator, inputs, 'a scalar has no rows to gather')
    return { dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] }
  },
  GatherElements: (inputs, { operator, attributes }) => {
    const [data, indices] = [input(operator, inputs, 0), input(operator, inputs, 1)]
    requireType(operator, inputs, indices, 'int32', 'int64')
    if (data.shape.length !== indices.shape.length) throw shapeError(operator, inputs, 'data and indices must have one rank')
    resolveAxis(operator, data, attributes.axis)
    return { dtype: data.dtype, shape: indices.shape }
  },
  ScatterElements: (inputs, { operator }) => {
    const [data, indices, updates] = [input(operator, inputs, 0), input(operator, inputs, 1), input(operator, inputs, 2)]
    requireType(operator, inputs, indices, 'int32', 'int64')
    requireSameType(operator, inputs, data, updates)
    sameShape(operator, inputs, indices.shape, updates.shape, 'indices and updates')
    if (data.shape.length !== indices.shape.length) throw shapeError(operator, inputs, 'data and indices must have one rank')
    return { dtype: data.dtype, shape: data.shape }
  },
  Reshape: (inputs, { operator, facts }) => {
    const x = input(operator, inputs, 0)
    const [before, after] = [elementCount(x.shape), elementCount(facts.dims)]
    if (before !== after)
      throw shapeError(
        operator,
        inputs,
        `cannot become ${formatShape(facts.dims)}: that holds ${after} elements, ${formatShape(x.shape)} holds ${before}`,
      )
    return { dtype: x.dtype, shape: facts.dims.map(canonicalDim) }
  },
  Transpose: (inputs, { operator, attributes: { perm } }) => {
    const x = input(operator, inputs, 0)
    if (perm.length !== x.shape.length || new Set(perm).size !== perm.length)
      throw shapeError(operator, inputs, `the permutation ${formatShape(perm)} must name each of the ${x.shape.length} axes once`)
    return { dtype: x.dtype, shape: perm.map((axis) => x.shape[resolveAxis(operator, x, axis)] ?? 1) }
  },
  Concat: (inputs, { operator, attributes: { axis } }) => {
    const first = input(operator, inputs, 0)
    let total: Dim = 0
    const others = (value: Value): Dim[] => value.shape.filter((_, index) => index !== axis)
    for (const value of inputs) {
      requireSameType(operator, inputs, first, value)
      if (value.shape.length !== first.shape.length) throw shapeError(operator, inputs, 'all inputs must have one rank')
      sameShape(operator, inputs, others(first), others(value), `apart from axis ${axis}, all inputs`)
      total = addDims(total, value.shape[axis] ?? 0)
    }
    return { dtype: first.dtype, shape: first.shape.map((dim, index) => (index === axis ? total : dim)) }
  },
  Slice: (inputs, { operator, facts: { axis, size } }) => {
    const x = input(operator, inputs, 0)
    return { dtype: x.dtype, shape: x.shape.map((dim, index) => (index === axis ? size : dim)) }
  },
  Split: (inputs, { operator, attributes: { axis }, facts: { sizes } }) => {
    const x = input(operator, inputs, 0)
    const total = sizes.reduce(addDims, 0)
    if (total !== x.shape[axis])
      throw shapeError(
        operator,
        inputs,
        `the sizes ${formatShape(sizes)} add up to ${total}, expected ${x.shape[axis]}, the length of axis ${axis}`,
      )
    return sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.map((dim, index) => (index === axis ? canonicalDim(size) : dim)) }))
  },
  Expand: (inputs, { operator, facts: { dims } }) => {
    const x = input(operator, inputs, 0)
    return { dtype: x.dtype, shape: broadcastShapes(operator, inputs, x.shape, dims.map(canonicalDim)) }
  },
  ReduceSum: reduction(),
  ReduceMean: reduction(),
  ReduceMax: reduction(),
  Where: (inputs, { operator }) => {
    const [condition, a, b] = [input(operator, inputs, 0), input(operator, inputs, 1), input(operator, inputs, 2)]
    requireType(operator, inputs, condition, 'bool')
    requireSameType(operator, inputs, a, b)
    return {
      dtype: a.dtype,
      shape: broadcastShapes(operator, inputs, condition.shape, broadcastShapes(operator, inputs, a.shape, b.shape)),
    }
  },
  Equal: comparison,
  Less: elementwise(NUMBERS, 'bool'),
  Greater: elementwise(NUMBERS, 'bool'),
  And: logical,
  Or: logical,
  Not: logical,
  Cast: (inputs, { operator, facts }) => ({ dtype: facts.dtype, shape: input(operator, inputs, 0).shape }),
  ArgMax: (inputs, { operator, attributes: { axis } }) => ({
    dtype: 'int64',
    shape: input(operator, inputs, 0).shape.filter((_, index) => index !== axis),
  }),
  TopK: (inputs, { operator, facts: { k } }) => {
    const x = input(operator, inputs, 0)
    const width = x.shape.at(-1)
    if (width === undefined || (typeof width === 'number' && width < k))
      throw shapeError(operator, inputs, `cannot take the ${k} greatest along the last axis of length ${width}`)
    const shape = [...x.shape.slice(0, -1), k]
    return [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ]
  },
  CumSum: (inputs, { operator }) => {
    const x = input(operator, inputs, 0)
    requireType(operator, inputs, x, ...NUMBERS)
    return { dtype: x.dtype, shape: x.shape }
  },
  Range: (inputs, { operator, facts: { size } }) => ({ dtype: input(operator, inputs, 0).dtype, shape: [canonicalDim(size)] }),
  Shape: (_, { attributes: { start, end } }) => ({ dtype: 'int64', shape: [end - start] }),
  Dropout: (inputs, { operator }) => {
    const x = input(operator, inputs, 0)
    return [
      { dtype: 'float32', shape: x.shape },
      { dtype: 'bool', shape: x.shape },
    ]
  },
  Identity: (inputs, { operator }) => input(operator, inputs, 0),
}

/** Element types and shapes of an operator's outputs. Throws a RangeError that names the operator, its inputs' shapes and the reason where they do not fit. */
export function inferOutputs<O extends Operator>(application: Application<O>): readonly OutputType[] {
  const rule: ShapeRule<O> = shapeRules[application.operator]
  const result = rule(application.inputs, application)
  return Array.isArray(result) ? result : [result]
}
