import { Graph, type Value } from './index.js'

const g = new Graph()
const x = g.input('x', 'float32', ['B', 'S', 4])
const y = g.input('y', 'float32', [5, 6])
const z = g.input('z', 'float32', [1, 5, 6])
const ids = g.input('ids', 'int32', ['B', 'S'])

const wrong: Record<string, [build: () => unknown, message: string]> = {
  add: [
    () => g.add(x, y),
    'Add: x float32[B, S, 4], y float32[5, 6]: cannot broadcast [B, S, 4] with [5, 6]: aligned at the last axis, 4 meets 6 at axis -1, and they are neither equal nor 1',
  ],
  types: [
    () => g.mul(x, ids),
    'Mul: x float32[B, S, 4], ids int32[B, S]: x is float32 and ids is int32, expected one element type; use cast',
  ],
  matMul: [
    () => g.matMul(x, y),
    'MatMul: x float32[B, S, 4], y float32[5, 6]: the inner dimensions differ: 4, the last axis of the first, must equal 5, the second to last axis of the second',
  ],
  'matMul transposed': [
    () => g.matMul(x, y, { transB: true }),
    'FusedMatMul: x float32[B, S, 4], y float32[5, 6]: the inner dimensions differ: 4, the last axis of the first, must equal 6, the last axis of the second (transposed)',
  ],
  gemm: [
    () => g.gemm(x, y),
    'Gemm: x float32[B, S, 4], y float32[5, 6]: both factors must have rank 2, got x of rank 3; use reshape or matMul',
  ],
  reshape: [() => g.reshape(y, [4, 8]), 'Reshape: y float32[5, 6]: cannot become [4, 8]: that holds 32 elements, [5, 6] holds 30'],
  'reshape, unknown': [
    () => g.reshape(x, [7, -1]),
    'Reshape: x float32[B, S, 4]: cannot become [7, -1]: at most one dimension may be -1, and the product 7 of the others must divide the number of elements 4*B*S',
  ],
  transpose: [() => g.transpose(y, [0, 0]), 'Transpose: y float32[5, 6]: the permutation [0, 0] must name each of the 2 axes once'],
  concat: [
    () => g.concat([x, z], 1),
    'Concat: x float32[B, S, 4], z float32[1, 5, 6]: apart from axis 1, all inputs must have one shape, got [B, 4] and [1, 6]',
  ],
  slice: [() => g.slice(y, 0, 2, 9), 'Slice: y float32[5, 6]: cannot take [2, 9) along axis 0, whose length is 5'],
  split: [() => g.split(y, 1, [2, 3]), 'Split: y float32[5, 6]: the sizes [2, 3] add up to 5, expected 6, the length of axis 1'],
  axis: [() => g.sum(y, [2]), 'ReduceSum: y float32[5, 6]: there is no axis 2, expected an integer from -2 to 1, since the rank is 2'],
  layerNorm: [
    () => g.layerNorm(x, y, y, 1e-5),
    'LayerNormalization: x float32[B, S, 4], y float32[5, 6], y float32[5, 6]: scale and bias must have shape [4], the last axis of x',
  ],
  gather: [() => g.gather(y, x), 'Gather: y float32[5, 6], x float32[B, S, 4]: x is float32, expected int32 or int64; use cast'],
  where: [() => g.where(x, y, y), 'Where: x float32[B, S, 4], y float32[5, 6], y float32[5, 6]: x is float32, expected bool; use cast'],
  topK: [() => g.topK(y, 7), 'TopK: y float32[5, 6]: cannot take the 7 greatest along the last axis of length 6'],
  grad: [() => g.grad(x, []), 'grad: x float32[B, S, 4]: the loss must be a float32 scalar; use sum or mean'],
  'name taken': [() => g.parameter('x', [1]), 'the graph already has a value named "x"; give every input and parameter its own name'],
  'other graph': [
    () => g.add(new Graph().input('x', 'float32', [4]), 1),
    'Add: x is not a value of this graph; a value can only be used in the graph that made it',
  ],
  symbol: [
    () => g.range('T'),
    'dimension T is not the length of any axis of any input (known: B, S), so it cannot be known when the session runs',
  ],
}

test.each(Object.entries(wrong))('a wrong shape is an error that says why: %s', (_name, [build, message]) => {
  expect(build).toThrow(RangeError)
  expect(build).toThrow(message)
})

const right: Record<string, [build: () => Value, shape: string]> = {
  broadcast: [() => g.add(x, g.constant(new Float32Array(4))), 'float32[B, S, 4]'],
  'batched product': [() => g.matMul(x, x, { transB: true }), 'float32[B, S, S]'],
  flattened: [() => g.reshape(x, [-1, 4]), 'float32[B*S, 4]'],
  heads: [() => g.transpose(g.reshape(x, ['B', 'S', 2, 2]), [0, 2, 1, 3]), 'float32[B, 2, S, 2]'],
  'without the last': [() => g.slice(x, 1, 0, -1), 'float32[B, S-1, 4]'],
  'one longer': [() => g.concat([x, g.slice(x, 1, 0, 1)], 1), 'float32[B, S+1, 4]'],
  rows: [() => g.gather(y, ids), 'float32[B, S, 6]'],
  'axes removed': [() => g.squeeze(g.sum(x, [0, 2], true), [0, 2]), 'float32[S]'],
  comparison: [() => g.equal(ids, 1), 'bool[B, S]'],
  argMax: [() => g.argMax(x), 'int32[B, S]'],
}

test.each(Object.entries(right))('a right shape is known before anything runs: %s', (_name, [build, shape]) => {
  const value = build()
  expect(`${value.dtype}[${value.shape.join(', ')}]`).toBe(shape)
})
