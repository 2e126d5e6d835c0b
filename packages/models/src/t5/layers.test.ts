import { float32, Graph, gradientErrors, type Value } from '@codepurify/graph'
import { startBuild } from '../roberta/losses.js'
import { evaluate } from '../testing/golden.js'
import { rmsNorm, tanhGelu } from './layers.js'

const table = new Map([['norm.weight', { shape: [4], start: { kind: 'ones' } }]] as const)

test('rmsNorm divides by the root of the mean square, and takes no mean off', async () => {
  const build = startBuild(new Graph(), table)
  const x = build.graph.input('x', 'float32', ['R', 4])
  const weights = new Map([['norm.weight', { shape: [4], data: Float32Array.of(1, 2, 1, 0) }]])
  const feeds = { x: float32([1, 1, 3, 5, 0, 0, 0, 0], [2, 4]) }
  const { y } = await evaluate(build.graph, { y: rmsNorm(build, 'norm', x, 1e-6) }, weights, feeds)
  expect([...y]).toEqual([1 / 3, 2 / 3, 1, 0, 0, 0, 0, 0].map((value) => expect.closeTo(value, 5) as number))
})

test('tanhGelu is the approximation of GELU, within 5e-4 of it', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [7])
  const { approximate, exact } = await evaluate(graph, { approximate: tanhGelu({ graph }, x), exact: graph.gelu(x) }, new Map(), {
    x: float32([-6, -2, -0.5, 0, 0.5, 2, 6]),
  })
  approximate.forEach((value, i) => expect(Math.abs(value - (exact[i] ?? NaN))).toBeLessThan(5e-4))
  expect(approximate[5]).toBeCloseTo(1.954598, 5) // gelu_new(2); the exact one is 1.9544997
})

test.each([
  ['rmsNorm', (graph: Graph, x: Value) => rmsNorm(startBuild(graph, table), 'norm', x, 1e-3)],
  ['tanhGelu', (graph: Graph, x: Value) => tanhGelu({ graph }, x)],
])("%s's gradients agree with finite differences", async (_, layer) => {
  const errors = await gradientErrors((graph) => layer(graph, graph.parameter('x', [3, 4])))
  expect(Object.keys(errors)).toContain('x')
  for (const error of Object.values(errors)) expect(error).toBeLessThan(2e-3)
})
