/** @file The operators a graph may hold, each with its ONNX attributes and the facts known when it is built. */
import type { DType, Dim, Value } from './value.js'

type None = Record<never, never>

/** For each operator: `attributes` are written to ONNX; `facts` are the build-time values of its constant inputs, for the shape and gradient rules. */
export interface OperatorTable {
  Add: { attributes: None; facts: None }
  Sub: { attributes: None; facts: None }
  Mul: { attributes: None; facts: None }
  Div: { attributes: None; facts: None }
  Sum: { attributes: None; facts: None }
  Neg: { attributes: None; facts: None }
  Exp: { attributes: None; facts: None }
  Log: { attributes: None; facts: None }
  Sqrt: { attributes: None; facts: None }
  Tanh: { attributes: None; facts: None }
  Relu: { attributes: None; facts: None }
  Gelu: { attributes: None; facts: None }
  Sigmoid: { attributes: None; facts: None }
  HardSigmoid: { attributes: { alpha: number; beta: number }; facts: None }
  Erf: { attributes: None; facts: None }
  MatMul: { attributes: None; facts: None }
  FusedMatMul: { attributes: { transA: number; transB: number; alpha: number }; facts: None }
  Gemm: { attributes: { transA: number; transB: number }; facts: None }
  LayerNormalization: { attributes: { axis: number; epsilon: number }; facts: None }
  Softmax: { attributes: { axis: number }; facts: None }
  LogSoftmax: { attributes: { axis: number }; facts: None }
  Gather: { attributes: { axis: number }; facts: None }
  GatherElements: { attributes: { axis: number }; facts: None }
  ScatterElements: { attributes: { axis: number; reduction: string }; facts: None }
  Reshape: { attributes: None; facts: { dims: readonly Dim[] } }
  Transpose: { attributes: { perm: readonly number[] }; facts: None }
  Concat: { attributes: { axis: number }; facts: None }
  Slice: { attributes: None; facts: { axis: number; start: Dim; size: Dim } }
  Split: { attributes: { axis: number }; facts: { sizes: readonly Dim[] } }
  Expand: { attributes: None; facts: { dims: readonly Dim[] } }
  ReduceSum: { attributes: { keepdims: number }; facts: { axes: readonly number[] } }
  ReduceMean: { attributes: { keepdims: number }; facts: { axes: readonly number[] } }
  ReduceMax: { attributes: { keepdims: number }; facts: { axes: readonly number[] } }
  Where: { attributes: None; facts: None }
  Equal: { attributes: None; facts: None }
  Less: { attributes: None; facts: None }
  Greater: { attributes: None; facts: None }
  And: { attributes: None; facts: None }
  Or: { attributes: None; facts: None }
  Not: { attributes: None; facts: None }
  Cast: { attributes: { to: number }; facts: { dtype: DType } }
  ArgMax: { attributes: { axis: number; keepdims: number }; facts: None }
  TopK: { attributes: { axis: number }; facts: { k: number } }
  CumSum: { attributes: None; facts: { axis: number } }
  Range: { attributes: None; facts: { size: Dim } }
  Shape: { attributes: { start: number; end: number }; facts: None }
  Dropout: { attributes: { seed: number }; facts: { ratio: number } }
  Identity: { attributes: None; facts: None }
}

/** Name of an operator; ONNX's name, except that `Gelu` and `FusedMatMul` are onnxruntime's own. */
export type Operator = keyof OperatorTable

/** Attributes of one operator, as written to ONNX. */
export type Attributes<O extends Operator> = OperatorTable[O]['attributes']

/** What the builder knew when it made the node. */
export type Facts<O extends Operator> = OperatorTable[O]['facts']

/** One operator applied to values. */
export interface GraphNode<O extends Operator = Operator> {
  readonly operator: O
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly attributes: Attributes<O>
  readonly facts: Facts<O>
}

/** Operators of onnxruntime's own domain; all others are ONNX's. */
export const contribOperators: ReadonlySet<Operator> = new Set<Operator>(['Gelu', 'FusedMatMul'])
