/** @file Writes a graph as ONNX bytes. */
import { create, toBinary } from '@bufbuild/protobuf'
import type { Builder, ConstantData } from './builder.js'
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js'
import { contribOperators, type GraphNode, type Operator } from './operators.js'
import { type DType, type Value, type Weights, formatShape } from './value.js'

/** TensorProto.DataType of the ONNX specification. */
export const onnxTypes: Readonly<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 }

const CONTRIB_DOMAIN = 'com.microsoft'
const IR_VERSION = 10n
const OPSET = 21n

// AttributeProto.AttributeType
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7]

const floatAttributes: ReadonlySet<string> = new Set(['alpha', 'beta', 'epsilon'])

// operators that need not write more than their first output
const trailingOptional: ReadonlySet<Operator> = new Set<Operator>(['LayerNormalization', 'Dropout'])

function attribute(name: string, value: unknown): AttributeProto {
  if (typeof value === 'string') return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) })
  if (typeof value === 'number')
    return create(AttributeProtoSchema, floatAttributes.has(name) ? { name, type: FLOAT, f: value } : { name, type: INT, i: BigInt(value) })
  if (Array.isArray(value)) return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) })
  throw new TypeError(`attribute ${name} is ${typeof value}, expected a number, text, or numbers`)
}

function nodeProto({ operator, inputs, outputs, attributes }: GraphNode, used: ReadonlySet<Value>): NodeProto {
  const required = trailingOptional.has(operator) ? 1 : outputs.length
  const count = Math.max(required, outputs.findLastIndex((output) => used.has(output)) + 1)
  return create(NodeProtoSchema, {
    name: outputs[0]?.name ?? operator,
    opType: operator,
    domain: contribOperators.has(operator) ? CONTRIB_DOMAIN : '',
    input: inputs.map(({ name }) => name),
    output: outputs.slice(0, count).map(({ name }) => name),
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  })
}

function valueInfo({ name, dtype, shape }: Value, label = name): ValueInfoProto {
  const dim = shape.map((length) => ({
    value: typeof length === 'number' ? { case: 'dimValue' as const, value: BigInt(length) } : { case: 'dimParam' as const, value: length },
  }))
  return create(ValueInfoProtoSchema, {
    name: label,
    type: { value: { case: 'tensorType', value: { elemType: onnxTypes[dtype], shape: { dim } } } },
  })
}

function tensorProto(
  { name, dtype, shape }: Pick<Value, 'name' | 'dtype'> & { shape: readonly unknown[] },
  data: ConstantData,
): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return create(TensorProtoSchema, { name, dataType: onnxTypes[dtype], dims: shape.map((dim) => BigInt(Number(dim))), rawData })
}

function weightProto(parameter: Value, weights: Weights): TensorProto[] {
  const weight = weights.get(parameter.name)
  if (weight === undefined) return []
  if (formatShape(weight.shape) !== formatShape(parameter.shape))
    throw new RangeError(
      `weight ${parameter.name} has shape ${formatShape(weight.shape)}, the graph expects ${formatShape(parameter.shape)}; does the configuration belong to these weights?`,
    )
  const count = weight.shape.reduce((product, dim) => product * dim, 1)
  if (weight.data.length !== count)
    throw new RangeError(
      `weight ${parameter.name} holds ${weight.data.length} numbers, expected ${count} for its shape ${formatShape(weight.shape)}; is the checkpoint whole?`,
    )
  return [tensorProto(parameter, weight.data)]
}

/** Nodes and values that the outputs need, found backwards. */
function reachable(nodes: readonly GraphNode[], outputs: readonly Value[]): { kept: GraphNode[]; used: Set<Value> } {
  const used = new Set(outputs)
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((output) => used.has(output))) return false
    for (const value of node.inputs) used.add(value)
    return true
  })
  return { kept: kept.reverse(), used }
}

/** See `Graph.toModel`. */
export function toOnnx(builder: Builder, outputs: Readonly<Record<string, Value>>, weights: Weights = new Map()): Uint8Array {
  const entries = Object.entries(outputs)
  const { kept, used } = reachable(builder.nodes, Object.values(outputs))
  const renamed = entries.map(([label, value]) =>
    create(NodeProtoSchema, { name: `output/${label}`, opType: 'Identity', input: [value.name], output: [label] }),
  )
  const names = new Set([...used].map(({ name }) => name))
  for (const [label] of entries)
    if (names.has(label)) throw new RangeError(`output name "${label}" is also the name of a value in the graph; choose another`)
  const parameters = builder.parameters.filter((value) => used.has(value))
  const initializer = [
    ...parameters.flatMap((value) => weightProto(value, weights)),
    ...[...builder.constants].filter(([value]) => used.has(value)).map(([value, data]) => tensorProto(value, data)),
  ]
  const fed = [...builder.inputs.filter((value) => used.has(value)), ...parameters.filter(({ name }) => !weights.has(name))]
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'codepurify',
    opsetImport: [
      { domain: '', version: OPSET },
      { domain: CONTRIB_DOMAIN, version: 1n },
    ],
    graph: {
      name: 'graph',
      node: [...kept.map((node) => nodeProto(node, used)), ...renamed],
      initializer,
      input: fed.map((value) => valueInfo(value)),
      output: entries.map(([label, value]) => valueInfo(value, label)),
      // symbols and all: where two values are known to have one shape, onnxruntime computes in place
      valueInfo: kept.flatMap(({ outputs }) => outputs.filter((value) => used.has(value)).map((value) => valueInfo(value))),
    },
  })
  return toBinary(ModelProtoSchema, model)
}
