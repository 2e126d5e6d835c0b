/** @file The tensor-program builder: every method adds operators to the graph and checks their shapes at once. */
import { Builder, type ConstantData, sliceBounds } from './builder.js'
import { crossEntropy, type CrossEntropyOptions } from './crossEntropy.js'
import { divideDims, multiplyDims } from './dimension.js'
import { gradients } from './gradients.js'
import { onnxTypes, toOnnx } from './onnxModel.js'
import type { Operator, OperatorTable } from './operators.js'
import { resolveAxis, shapeError } from './shapeRules.js'
import { type DType, type Dim, type Value, type Weights, formatShape } from './value.js'

/** Which factors are transposed (their last two axes), and a factor on the product. */
export interface MatMulOptions {
  readonly transA?: boolean
  readonly transB?: boolean
  readonly alpha?: number
}

/** Operators without attributes or facts. */
type Plain = {
  [O in Operator]: Record<never, never> extends OperatorTable[O]['attributes'] & OperatorTable[O]['facts'] ? O : never
}[Operator]

const WIDE = 4096

type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceMax'

/** A tensor program. Values are float32 unless stated; a `number` operand becomes a constant of the other operand's type. All methods throw a RangeError that names the operator and both shapes where shapes do not fit. */
export class Graph {
  readonly builder = new Builder()
  readonly #dropoutSeed: number
  #dropoutSites = 0

  /** `dropoutSeed`: an integer from which every dropout site takes its masks; see `dropout`. */
  constructor({ dropoutSeed = 0 }: { dropoutSeed?: number } = {}) {
    if (!Number.isInteger(dropoutSeed)) throw new RangeError(`dropoutSeed is ${dropoutSeed}, expected an integer`)
    this.#dropoutSeed = dropoutSeed
  }

  /** A tensor that is fed at every run. Symbols in its shape (`'B'`) are bound by what is fed. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Value {
    return this.builder.input(name, dtype, shape)
  }

  /** A float32 weight: fed like an input in training, an initializer where `toModel` is given its data. */
  parameter(name: string, shape: readonly number[]): Value {
    return this.builder.parameter(name, shape)
  }

  /** A tensor stored in the model: float32 from a number or Float32Array, int32, int64, or bool from a Uint8Array. */
  constant(data: number | ConstantData, shape?: readonly number[]): Value {
    return this.builder.constant(data, shape)
  }

  #plain(operator: Plain, ...inputs: readonly Value[]): Value {
    return this.builder.first<Plain>(operator, inputs, {}, {})
  }

  #operand(value: Value | number, like: Value): Value {
    if (typeof value !== 'number') return value
    if (like.dtype === 'int32') return this.constant(Int32Array.of(value), [])
    if (like.dtype === 'int64') return this.constant(BigInt64Array.of(BigInt(value)), [])
    return this.constant(value)
  }

  /** a + b, broadcast. */
  add(a: Value, b: Value | number): Value {
    return this.#plain('Add', a, this.#operand(b, a))
  }

  /** a − b, broadcast. */
  sub(a: Value, b: Value | number): Value {
    return this.#plain('Sub', a, this.#operand(b, a))
  }

  /** a · b element by element, broadcast. */
  mul(a: Value, b: Value | number): Value {
    return this.#plain('Mul', a, this.#operand(b, a))
  }

  /** a / b, broadcast. */
  div(a: Value, b: Value | number): Value {
    return this.#plain('Div', a, this.#operand(b, a))
  }

  /** −x. */
  neg(x: Value): Value {
    return this.#plain('Neg', x)
  }

  /** e^x. */
  exp(x: Value): Value {
    return this.#plain('Exp', x)
  }

  /** Natural logarithm. */
  log(x: Value): Value {
    return this.#plain('Log', x)
  }

  /** Square root. */
  sqrt(x: Value): Value {
    return this.#plain('Sqrt', x)
  }

  /** Hyperbolic tangent. */
  tanh(x: Value): Value {
    return this.#plain('Tanh', x)
  }

  /** max(x, 0); its gradient at 0 is 0, as PyTorch's. */
  relu(x: Value): Value {
    return this.#plain('Relu', x)
  }

  /** x·Φ(x), the exact GELU with the error function (Hendrycks & Gimpel 2016), as BERT's and RoBERTa's `gelu`. */
  gelu(x: Value): Value {
    return this.#plain('Gelu', x)
  }

  /** 1 / (1 + e^−x). */
  sigmoid(x: Value): Value {
    return this.#plain('Sigmoid', x)
  }

  /** alpha·x + beta cut off below 0 and above 1. */
  hardSigmoid(x: Value, alpha: number, beta: number): Value {
    return this.builder.first('HardSigmoid', [x], { alpha, beta }, {})
  }

  /** The error function. */
  erf(x: Value): Value {
    return this.#plain('Erf', x)
  }

  /** The same tensor under a name of its own. */
  identity(x: Value): Value {
    return this.#plain('Identity', x)
  }

  /** alpha · a·b over the last two axes, leading axes broadcast; a and b of rank 2 or more. */
  matMul(a: Value, b: Value, { transA = false, transB = false, alpha = 1 }: MatMulOptions = {}): Value {
    for (const factor of [a, b])
      if (factor.shape.length < 2) throw shapeError('MatMul', [a, b], `${factor.name} must have rank 2 or more; use reshape`)
    if (!transA && !transB && alpha === 1) return this.#plain('MatMul', a, b)
    return this.builder.first('FusedMatMul', [a, b], { transA: Number(transA), transB: Number(transB), alpha }, {})
  }

  /** a·b + bias for matrices: a [M, K] or [K, M], b [K, N] or [N, K], bias broadcast to [M, N]. The fastest form of a linear layer and of its gradients. */
  gemm(a: Value, b: Value, bias?: Value, { transA = false, transB = false }: Omit<MatMulOptions, 'alpha'> = {}): Value {
    const flags = { transA: Number(transA), transB: Number(transB) }
    const columns = b.shape[transB ? 0 : 1]
    // Gemm copies its bias into the product on one thread first; for a vocabulary's width, adding it afterwards costs less
    if (bias && typeof columns === 'number' && columns >= WIDE) return this.add(this.builder.first('Gemm', [a, b], flags, {}), bias)
    return this.builder.first('Gemm', bias ? [a, b, bias] : [a, b], flags, {})
  }

  /** Layer normalisation over the last axis: (x − mean) / √(variance + epsilon) · gamma + beta; gamma and beta [width]. */
  layerNorm(x: Value, gamma: Value, beta: Value, epsilon: number): Value {
    return this.builder.first('LayerNormalization', [x, gamma, beta], { axis: -1, epsilon }, {})
  }

  /** Softmax over the last axis. */
  softmax(x: Value): Value {
    return this.builder.first('Softmax', [x], { axis: -1 }, {})
  }

  /** Logarithm of the softmax over the last axis. */
  logSoftmax(x: Value): Value {
    return this.builder.first('LogSoftmax', [x], { axis: -1 }, {})
  }

  /** Rows of a table: table [R, …], ids int32 of any shape → [...ids' shape, …]. */
  gather(table: Value, ids: Value): Value {
    return this.builder.first('Gather', [table, ids], { axis: 0 }, {})
  }

  /** One element per index along the axis: x and int32 indices of one rank → indices' shape. */
  gatherElements(x: Value, indices: Value, axis: number): Value {
    return this.builder.first('GatherElements', [x, indices], { axis: resolveAxis('GatherElements', x, axis) }, {})
  }

  /** The data with updates added at the indices along the axis; indices int32 and updates of one shape. */
  scatterAdd(data: Value, indices: Value, updates: Value, axis: number): Value {
    return this.builder.first(
      'ScatterElements',
      [data, indices, updates],
      { axis: resolveAxis('ScatterElements', data, axis), reduction: 'add' },
      {},
    )
  }

  /** The same elements under other dimensions; one may be −1, found from the others. Symbolic dimensions are computed when the session runs. */
  reshape(x: Value, dims: readonly Dim[]): Value {
    const unknown = dims.indexOf(-1)
    let full = dims
    if (unknown >= 0) {
      const known = multiplyDims(...dims.filter((_, index) => index !== unknown))
      const rest = divideDims(multiplyDims(...x.shape), known)
      if (rest === undefined || dims.lastIndexOf(-1) !== unknown)
        throw shapeError(
          'Reshape',
          [x],
          `cannot become ${formatShape(dims)}: at most one dimension may be -1, and the product ${known} of the others must divide the number of elements ${multiplyDims(...x.shape)}`,
        )
      full = dims.map((dim, index) => (index === unknown ? rest : dim))
    }
    if (formatShape(full) === formatShape(x.shape)) return x
    return this.builder.first('Reshape', [x, this.#reshapeTarget(x, full)], {}, { dims: full })
  }

  // A constant where ONNX's 0 (keep the dimension at this position) and -1 (the remaining one) are enough.
  #reshapeTarget(x: Value, dims: readonly Dim[]): Value {
    const codes = dims.map((dim, axis) => (typeof dim === 'number' ? dim : dim === x.shape[axis] ? 0 : -1))
    if (dims.includes(0) || codes.indexOf(-1) !== codes.lastIndexOf(-1)) return this.builder.dimensions(dims)
    return this.constant(BigInt64Array.from(codes, BigInt))
  }

  /** Axes in another order: result axis i is x's axis perm[i]. */
  transpose(x: Value, perm: readonly number[]): Value {
    return this.builder.first('Transpose', [x], { perm: perm.map((axis) => resolveAxis('Transpose', x, axis)) }, {})
  }

  /** Tensors one after another along an axis; all other dimensions equal. */
  concat(values: readonly Value[], axis: number): Value {
    const [first] = values
    if (first === undefined) throw new RangeError('Concat: got no inputs, expected at least one')
    return this.builder.first('Concat', values, { axis: resolveAxis('Concat', first, axis) }, {})
  }

  /** Positions [start, end) along an axis; negative positions count from the end, no end means to the end. Positions may be symbolic. */
  slice(x: Value, axis: number, start: Dim, end?: Dim): Value {
    const at = resolveAxis('Slice', x, axis)
    const length = x.shape[at] ?? 0
    const bounds = sliceBounds(length, start, end)
    const last = sliceBounds(length, 0, end).size
    if (
      typeof length === 'number' &&
      typeof bounds.start === 'number' &&
      typeof last === 'number' &&
      (bounds.start < 0 || last > length || last < bounds.start)
    )
      throw shapeError('Slice', [x], `cannot take [${start}, ${end ?? 'end'}) along axis ${at}, whose length is ${length}`)
    const inputs = [x, this.builder.dimensions([bounds.start]), this.builder.dimensions([last]), this.builder.dimensions([at])]
    return this.builder.first('Slice', inputs, {}, { axis: at, start: bounds.start, size: bounds.size })
  }

  /** Consecutive pieces of the given sizes along an axis. */
  split(x: Value, axis: number, sizes: readonly Dim[]): readonly Value[] {
    const at = resolveAxis('Split', x, axis)
    return this.builder.apply('Split', [x, this.builder.dimensions(sizes)], { axis: at }, { sizes })
  }

  /** x with new axes of length 1 at these positions of the result. */
  unsqueeze(x: Value, axes: readonly number[]): Value {
    const rank = x.shape.length + axes.length
    const at = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)))
    const kept = x.shape.values()
    return this.reshape(
      x,
      Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : (kept.next().value ?? 1))),
    )
  }

  /** x without these axes, which must have length 1. */
  squeeze(x: Value, axes: readonly number[]): Value {
    const at = axes.map((axis) => resolveAxis('Squeeze', x, axis))
    for (const axis of at) if (x.shape[axis] !== 1) throw shapeError('Squeeze', [x], `axis ${axis} has length ${x.shape[axis]}, expected 1`)
    return this.reshape(
      x,
      x.shape.filter((_, axis) => !at.includes(axis)),
    )
  }

  /** x repeated along its axes of length 1 until it has these dimensions. */
  expand(x: Value, dims: readonly Dim[]): Value {
    return this.builder.first('Expand', [x, this.builder.dimensions(dims)], {}, { dims })
  }

  #reduce(operator: Reduction, x: Value, axes: readonly number[], keepDims: boolean): Value {
    const at = axes.map((axis) => resolveAxis(operator, x, axis))
    return this.builder.first(operator, [x, this.constant(BigInt64Array.from(at, BigInt))], { keepdims: Number(keepDims) }, { axes: at })
  }

  /** Sum over axes, by default all. */
  sum(x: Value, axes: readonly number[] = [...x.shape.keys()], keepDims = false): Value {
    return this.#reduce('ReduceSum', x, axes, keepDims)
  }

  /** Mean over axes, by default all. */
  mean(x: Value, axes: readonly number[] = [...x.shape.keys()], keepDims = false): Value {
    return this.#reduce('ReduceMean', x, axes, keepDims)
  }

  /** Greatest element over axes, by default all; of equal greatest elements each gets the whole gradient divided by their number. */
  max(x: Value, axes: readonly number[] = [...x.shape.keys()], keepDims = false): Value {
    return this.#reduce('ReduceMax', x, axes, keepDims)
  }

  /** Least element over axes, by default all. */
  min(x: Value, axes: readonly number[] = [...x.shape.keys()], keepDims = false): Value {
    return this.neg(this.max(this.neg(x), axes, keepDims))
  }

  /** a where the condition (bool) holds, else b; all three broadcast. */
  where(condition: Value, a: Value | number, b: Value | number): Value {
    const like = typeof a === 'number' ? b : a
    if (typeof like === 'number') return this.#plain('Where', condition, this.constant(Number(a)), this.constant(like))
    return this.#plain('Where', condition, this.#operand(a, like), this.#operand(b, like))
  }

  /** a = b → bool. */
  equal(a: Value, b: Value | number): Value {
    return this.#plain('Equal', a, this.#operand(b, a))
  }

  /** a < b → bool. */
  less(a: Value, b: Value | number): Value {
    return this.#plain('Less', a, this.#operand(b, a))
  }

  /** a > b → bool. */
  greater(a: Value, b: Value | number): Value {
    return this.#plain('Greater', a, this.#operand(b, a))
  }

  /** Logical and of bool tensors. */
  and(a: Value, b: Value): Value {
    return this.#plain('And', a, b)
  }

  /** Logical or of bool tensors. */
  or(a: Value, b: Value): Value {
    return this.#plain('Or', a, b)
  }

  /** Logical not of a bool tensor. */
  not(x: Value): Value {
    return this.#plain('Not', x)
  }

  /** x as another element type. */
  cast(x: Value, dtype: DType): Value {
    return x.dtype === dtype ? x : this.builder.first('Cast', [x], { to: onnxTypes[dtype] }, { dtype })
  }

  /** Index of the greatest element along an axis (default the last), int32. */
  argMax(x: Value, axis = -1): Value {
    return this.cast(this.builder.first('ArgMax', [x], { axis: resolveAxis('ArgMax', x, axis), keepdims: 0 }, {}), 'int32')
  }

  /** The k greatest along the last axis in falling order: [values, int32 indices]. */
  topK(x: Value, k: number): readonly [values: Value, indices: Value] {
    const [values, indices] = this.builder.apply('TopK', [x, this.builder.dimensions([k])], { axis: -1 }, { k })
    if (values === undefined || indices === undefined) throw new Error('TopK has two outputs')
    return [values, this.cast(indices, 'int32')]
  }

  /** Running sum along an axis. */
  cumSum(x: Value, axis: number): Value {
    const at = resolveAxis('CumSum', x, axis)
    return this.builder.first('CumSum', [x, this.constant(Int32Array.of(at), [])], {}, { axis: at })
  }

  /** int32 [size]: 0, 1, …, size − 1; the size may be symbolic. */
  range(size: Dim): Value {
    const end = this.reshape(this.cast(this.builder.dimensions([size]), 'int32'), [])
    return this.builder.first('Range', [this.constant(Int32Array.of(0), []), end, this.constant(Int32Array.of(1), [])], {}, { size })
  }

  /** The dimensions of x as they are when the session runs: int64 [rank]. */
  shapeOf(x: Value): Value {
    return this.builder.first('Shape', [x], { start: 0, end: x.shape.length }, {})
  }

  /** A float32 tensor filled with one number; dimensions may be symbolic. */
  full(dims: readonly Dim[], fill: number): Value {
    return this.builder.cached(`full ${formatShape(dims)} ${fill}`, () => this.expand(this.constant(fill), dims))
  }

  /** Inverted dropout: zero with probability p, else x / (1 − p); x itself where p = 0. The masks are a function of `dropoutSeed`, the site, and the number of runs since the session was created. */
  dropout(x: Value, p: number): Value {
    if (!(p >= 0 && p < 1)) throw new RangeError(`dropout probability is ${p}, expected a number from 0 and below 1`)
    if (p === 0) return x
    const seed = siteSeed(this.#dropoutSeed, this.#dropoutSites++)
    return this.builder.first('Dropout', [x, this.constant(p), this.constant(Uint8Array.of(1), [])], { seed }, { ratio: p })
  }

  /** −log softmax(logits)[label]: logits [N, V], labels int32 [N]. Rows whose label is `ignoreIndex` (default −100) count nothing; the mean is over the others (0 where there are none); 'none' gives [N]. */
  crossEntropy(logits: Value, labels: Value, options: CrossEntropyOptions = {}): Value {
    return crossEntropy(this, logits, labels, options)
  }

  /** A block of operators with a gradient of its own: `forward` builds it, `vjp` gives for the gradient of its output one gradient per input (null: none). */
  custom(inputs: readonly Value[], forward: () => Value, vjp: (dy: Value) => readonly (Value | null)[]): Value {
    const { nodes, regions } = this.builder
    const first = nodes.length
    const output = forward()
    if (!nodes.slice(first).some((node) => node.outputs.includes(output)))
      throw new RangeError(`custom: the forward function gave ${output.name}, expected a value that it made itself`)
    regions.push({ inputs, output, vjp, first, end: nodes.length })
    return output
  }

  /** Gradients of a scalar with respect to values, by reverse mode; zeros where the loss does not depend on one. */
  grad(loss: Value, wrt: readonly Value[]): Value[] {
    return gradients(this, loss, wrt)
  }

  /** The graph as ONNX bytes; only what the outputs need is written. Parameters found in `weights` become initializers, the others inputs. */
  toModel(outputs: Readonly<Record<string, Value>>, { weights }: { weights?: Weights } = {}): Uint8Array {
    return toOnnx(this.builder, outputs, weights)
  }
}

/** A seed per dropout site, spread over 31 bits so that the sites' sequences of masks do not meet (Knuth's multiplicative hash, then an xor-shift). */
function siteSeed(seed: number, site: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(site + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)
  return (hash ^ (hash >>> 15)) & 0x7fffffff
}
