import { gradientErrors } from './gradientErrors.js'
import { differentiable } from './gradientRules.js'
import type { Graph } from './graph.js'
import type { Value } from './value.js'

type Example = (g: Graph) => Value

const p = (g: Graph, name: string, ...shape: number[]): Value => g.parameter(name, shape)
const int = (g: Graph, values: number[], shape?: number[]): Value => g.constant(Int32Array.from(values), shape)

// At least one example per operator; forms that take another branch of a rule have their own.
const examples: Record<string, Record<string, Example>> = {
  Add: {
    same: (g) => g.add(p(g, 'a', 3, 4), p(g, 'b', 3, 4)),
    'leading axes': (g) => g.add(p(g, 'a', 2, 3, 4), p(g, 'b', 4)),
    'inner axis': (g) => g.add(p(g, 'a', 2, 3, 4), p(g, 'b', 2, 1, 4)),
    'both sides': (g) => g.add(p(g, 'a', 3, 1), p(g, 'b', 1, 4)),
    scalar: (g) => g.add(p(g, 'a', 3, 2), p(g, 'b')),
  },
  Sub: { broadcast: (g) => g.sub(p(g, 'a', 4), p(g, 'b', 3, 4)) },
  Mul: {
    broadcast: (g) => g.mul(p(g, 'a', 2, 3, 4), p(g, 'b', 3, 1)),
    square: (g) => {
      const a = p(g, 'a', 5)
      return g.mul(a, a)
    },
  },
  Div: { broadcast: (g) => g.div(p(g, 'a', 3, 4), g.add(p(g, 'b', 4), 3)) },
  Neg: { plain: (g) => g.neg(p(g, 'a', 5)) },
  Exp: { plain: (g) => g.exp(p(g, 'a', 5)) },
  Log: { plain: (g) => g.log(g.add(p(g, 'a', 5), 2)) },
  Sqrt: { plain: (g) => g.sqrt(g.add(p(g, 'a', 5), 2)) },
  Tanh: { plain: (g) => g.tanh(g.mul(p(g, 'a', 9), 2)) },
  Relu: { plain: (g) => g.relu(p(g, 'a', 9)) },
  Gelu: { plain: (g) => g.gelu(g.mul(p(g, 'a', 15), 3)) },
  Sigmoid: { plain: (g) => g.sigmoid(g.mul(p(g, 'a', 9), 3)) },
  HardSigmoid: { plain: (g) => g.hardSigmoid(p(g, 'a', 8), 0.7, 0.4) },
  Erf: { plain: (g) => g.erf(p(g, 'a', 9)) },
  Identity: { plain: (g) => g.identity(p(g, 'a', 9)) },
  MatMul: {
    matrices: (g) => g.matMul(p(g, 'a', 3, 4), p(g, 'b', 4, 2)),
    'batch times matrix': (g) => g.matMul(p(g, 'a', 2, 3, 4), p(g, 'b', 4, 2)),
    'batches, broadcast': (g) => g.matMul(p(g, 'a', 2, 1, 2, 3), p(g, 'b', 4, 3, 2)),
  },
  FusedMatMul: {
    'A transposed': (g) => g.matMul(p(g, 'a', 2, 4, 3), p(g, 'b', 2, 4, 2), { transA: true, alpha: 0.5 }),
    'B transposed': (g) => g.matMul(p(g, 'a', 2, 3, 4), p(g, 'b', 2, 2, 4), { transB: true, alpha: 2 }),
    'both transposed': (g) => g.matMul(p(g, 'a', 2, 4, 3), p(g, 'b', 2, 2, 4), { transA: true, transB: true }),
    scaled: (g) => g.matMul(p(g, 'a', 3, 4), p(g, 'b', 4, 2), { alpha: -1.5 }),
  },
  Gemm: {
    plain: (g) => g.gemm(p(g, 'a', 3, 4), p(g, 'b', 4, 2), p(g, 'c', 2)),
    'A transposed': (g) => g.gemm(p(g, 'a', 4, 3), p(g, 'b', 4, 2), undefined, { transA: true }),
    'B transposed': (g) => g.gemm(p(g, 'a', 3, 4), p(g, 'b', 2, 4), p(g, 'c', 3, 1), { transB: true }),
    'wide, with a bias': (g) =>
      g.gather(
        g.transpose(
          g.gemm(
            g.constant(Float32Array.of(1, 2), [1, 2]),
            g.constant(new Float32Array(8192).fill(0.1), [2, 4096]),
            g.expand(p(g, 'c', 1), [4096]),
          ),
          [1, 0],
        ),
        int(g, [5]),
      ),
    'both transposed': (g) => g.gemm(p(g, 'a', 4, 3), p(g, 'b', 2, 4), p(g, 'c', 3, 2), { transA: true, transB: true }),
    // from 64 columns on the narrower of a and dy is transposed first
    'wide, a narrower': (g) => g.gemm(p(g, 'a', 2, 64), p(g, 'b', 64, 65)),
    'wide, a narrower, B transposed': (g) => g.gemm(p(g, 'a', 2, 64), p(g, 'b', 65, 64), undefined, { transB: true }),
    'wide, a wider': (g) => g.gemm(p(g, 'a', 2, 65), p(g, 'b', 65, 64)),
    'wide, a wider, B transposed': (g) => g.gemm(p(g, 'a', 2, 65), p(g, 'b', 64, 65), undefined, { transB: true }),
  },
  LayerNormalization: {
    matrix: (g) => g.layerNorm(p(g, 'x', 3, 5), p(g, 'gamma', 5), p(g, 'beta', 5), 1e-5),
    'rank 3': (g) => g.layerNorm(p(g, 'x', 2, 3, 5), p(g, 'gamma', 5), p(g, 'beta', 5), 1e-2),
  },
  Softmax: { plain: (g) => g.softmax(p(g, 'a', 2, 3, 5)) },
  LogSoftmax: { plain: (g) => g.logSoftmax(p(g, 'a', 3, 5)) },
  Gather: {
    rows: (g) => g.gather(p(g, 'table', 5, 3), int(g, [4, 0, 4, 2, 4, 0], [2, 3])),
    vector: (g) => g.gather(p(g, 'table', 5), int(g, [4, 0, 4])),
    'rank 3': (g) => g.gather(p(g, 'table', 3, 2, 2), int(g, [2, 2])),
    'table also used whole': (g) => {
      const t = p(g, 'table', 5, 3)
      return g.gemm(g.tanh(g.gather(t, int(g, [1, 1, 4]))), t, undefined, { transB: true })
    },
  },
  GatherElements: { repeated: (g) => g.gatherElements(p(g, 'a', 3, 4), int(g, [0, 3, 1, 1, 2, 0], [3, 2]), 1) },
  ScatterElements: { repeated: (g) => g.scatterAdd(p(g, 'a', 3, 4), int(g, [0, 3, 1, 1, 2, 0], [3, 2]), p(g, 'u', 3, 2), 1) },
  Reshape: { plain: (g) => g.tanh(g.reshape(p(g, 'a', 3, 4), [2, -1, 3])) },
  Transpose: { 'rank 4': (g) => g.tanh(g.transpose(p(g, 'a', 2, 3, 1, 4), [2, 0, 3, 1])) },
  Concat: { three: (g) => g.concat([p(g, 'a', 2, 3), p(g, 'b', 2, 1), p(g, 'c', 2, 2)], 1), one: (g) => g.concat([p(g, 'a', 3)], 0) },
  Slice: {
    middle: (g) => g.slice(p(g, 'a', 2, 5), 1, 1, 4),
    end: (g) => g.slice(p(g, 'a', 5, 2), 0, -2),
    start: (g) => g.slice(p(g, 'a', 5, 2), 0, 0, -1),
  },
  Split: {
    all: (g) => {
      const [a, b] = g.split(p(g, 'x', 2, 5), 1, [2, 3])
      return a && b ? g.matMul(a, b, { transA: true }) : g.constant(0)
    },
    'one piece unused': (g) => {
      const [, b] = g.split(p(g, 'x', 5), 0, [2, 3])
      return g.tanh(b ?? g.constant(0))
    },
  },
  Expand: { plain: (g) => g.expand(p(g, 'a', 3, 1), [2, 3, 4]) },
  ReduceSum: {
    middle: (g) => g.tanh(g.sum(p(g, 'a', 2, 3, 4), [1])),
    all: (g) => g.tanh(g.sum(p(g, 'a', 2, 3))),
    kept: (g) => g.tanh(g.sum(p(g, 'a', 2, 3), [-1], true)),
  },
  ReduceMean: { middle: (g) => g.tanh(g.mean(p(g, 'a', 2, 3, 4), [0, 1])), kept: (g) => g.tanh(g.mean(p(g, 'a', 2, 3), [1], true)) },
  ReduceMax: { last: (g) => g.max(p(g, 'a', 3, 4), [1]), 'first, kept': (g) => g.max(p(g, 'a', 3, 4), [0], true) },
  Where: { broadcast: (g) => g.where(g.constant(Uint8Array.of(1, 0, 1), [3]), p(g, 'a', 2, 3), p(g, 'b', 2, 1)) },
  TopK: { values: (g) => g.tanh(g.topK(p(g, 'a', 3, 5), 2)[0]) },
  CumSum: { 'inner axis': (g) => g.tanh(g.cumSum(p(g, 'a', 3, 4), 0)) },
}

// dropout's masks change from run to run: dropout.test.ts
test('every differentiable operator has an example', () => {
  expect([...Object.keys(examples), 'Dropout', 'Sum'].sort()).toEqual([...differentiable].sort())
})

const cases = Object.entries(examples).flatMap(([operator, forms]) =>
  Object.entries(forms).map(([form, build]) => [operator, form, build] as const),
)

test.each(cases)('%s (%s) agrees with finite differences', async (_operator, _form, build) => {
  for (const [name, error] of Object.entries(await gradientErrors(build)))
    expect({ name, right: error < 2e-3, error }).toMatchObject({ right: true })
})
