import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from './generated/onnx_pb.js'
import { Graph, type Value, type Weights } from './index.js'

function read(model: Uint8Array) {
  const { graph, opsetImport } = fromBinary(ModelProtoSchema, model)
  if (!graph) throw new Error('the model has no graph')
  return {
    graph,
    opsetImport,
    operators: graph.node.map(({ opType }) => opType),
    inputs: graph.input.map(({ name }) => name),
    stored: graph.initializer.map(({ name }) => name),
  }
}

function example() {
  const g = new Graph()
  const x = g.input('x', 'float32', ['N', 2])
  const unused = g.input('unused', 'float32', ['N'])
  const [w, v] = [g.parameter('w', [2, 3]), g.parameter('v', [3])]
  return { g, y: g.gelu(g.gemm(x, w, v)), z: g.exp(unused) }
}

const weights: Weights = new Map([['w', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]])

test('holds only what the outputs need', () => {
  const { g, y } = example()
  const { operators, inputs, stored } = read(g.toModel({ y }))
  expect(operators).toEqual(['Gemm', 'Gelu', 'Identity'])
  expect(inputs).toEqual(['x', 'w', 'v'])
  expect(stored).toEqual([])
})

test('stores the weights that it is given, bit for bit', () => {
  const { g, y } = example()
  const { graph, inputs, stored } = read(g.toModel({ y }, { weights }))
  expect(inputs).toEqual(['x', 'v'])
  expect(stored).toEqual(['w'])
  expect(Buffer.from(graph.initializer[0]?.rawData ?? []).readFloatLE(20)).toBe(6)
  expect(graph.initializer[0]?.dims).toEqual([2n, 3n])
})

test('names symbols, outputs and operator sets', () => {
  const { g, y } = example()
  const { graph, opsetImport } = read(g.toModel({ result: y }))
  const dims = graph.input[0]?.type?.value.value?.shape?.dim.map(({ value }) => value.value)
  expect(dims).toEqual(['N', 2n])
  expect(graph.output.map(({ name }) => name)).toEqual(['result'])
  expect(opsetImport.map(({ domain, version }) => `${domain}:${version}`)).toEqual([':21', 'com.microsoft:1'])
})

test('states the shapes in between, and only of what is kept', () => {
  const { g, y, z } = example()
  const stated = (outputs: Record<string, Value>) =>
    read(g.toModel(outputs)).graph.valueInfo.map(({ type }) => type?.value.value?.shape?.dim.map(({ value }) => value.value))
  expect(stated({ y })).toEqual([
    ['N', 3n],
    ['N', 3n],
  ])
  expect(stated({ z })).toEqual([['N']])
})

test('weights that do not fit are refused by name', () => {
  const { g, y } = example()
  const given = (shape: number[], length: number): Weights => new Map([['w', { shape, data: new Float32Array(length) }]])
  expect(() => g.toModel({ y }, { weights: given([3, 2], 6) })).toThrow('weight w has shape [3, 2], the graph expects [2, 3]')
  expect(() => g.toModel({ y }, { weights: given([2, 3], 5) })).toThrow('weight w holds 5 numbers, expected 6 for its shape [2, 3]')
  expect(() => g.toModel({ x: y })).toThrow('output name "x" is also the name of a value in the graph')
})
