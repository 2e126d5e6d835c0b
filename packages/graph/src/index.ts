/** @file Tensor programs: a builder with symbolic shapes and gradients, ONNX bytes, and sessions. */
export { Graph } from './graph.js'
export type { MatMulOptions } from './graph.js'
export type { CrossEntropyOptions } from './crossEntropy.js'
export { createSession, devices, float32, int32, Tensor } from './session.js'
export type { Device, Session, SessionOptions, Tensors } from './session.js'
export { formatShape } from './value.js'
export type { Dim, DType, Value, Weights, WeightTensor } from './value.js'
