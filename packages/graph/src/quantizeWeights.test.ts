import { Graph } from './graph.js'
import { quantizeWeights } from './quantizeWeights.js'
import { createSession, float32 } from './session.js'

// waves of lengths that share no period
const numbers = (count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => scale * Math.sin(1 + i * i * 0.37))

async function run(model: Uint8Array, x: Float32Array): Promise<Float32Array> {
  const session = await createSession(model, { threads: 1 })
  const { y } = await session.run({ x: float32(x, [x.length / 32, 32]) })
  await session.release()
  if (!(y?.data instanceof Float32Array)) throw new TypeError('no float32 "y"')
  return y.data
}

test('two layers in int8 give what they give in float32, within a per cent or two of the greatest value', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['B', 32])
  const layer = (name: string, input: typeof x, output: number, bias: boolean) =>
    graph.gemm(input, graph.parameter(`${name}.weight`, [output, 32]), bias ? graph.parameter(`${name}.bias`, [output]) : undefined, {
      transB: true,
    })
  const weights = new Map([
    ['a.weight', { shape: [32, 32], data: numbers(1024, 0.3) }],
    ['a.bias', { shape: [32], data: numbers(32) }],
    ['b.weight', { shape: [8, 32], data: numbers(256, 0.3) }],
  ])
  const model = graph.toModel({ y: layer('b', graph.tanh(layer('a', x, 32, true)), 8, false) }, { weights })
  const quantised = quantizeWeights(model)
  expect(quantised.length).toBeLessThan(model.length * 0.6)
  const rows = numbers(64 * 32)
  const [expected, actual] = [await run(model, rows), await run(quantised, rows)]
  const greatest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual[i] ?? NaN))), 0)
  expect(worst / greatest).toBeLessThan(0.03)
  expect(worst).toBeGreaterThan(0)
})

test('what is no product with a stored weight stays as it is', () => {
  const graph = new Graph()
  const [a, b] = [graph.input('a', 'float32', ['B', 4]), graph.input('b', 'float32', [4, 4])]
  const model = graph.toModel({ y: graph.gemm(a, b, undefined, { transB: true }) })
  expect(quantizeWeights(model)).toEqual(model)
})
