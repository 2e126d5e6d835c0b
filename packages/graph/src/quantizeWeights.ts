import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema, type NodeProto, NodeProtoSchema, type TensorProto, TensorProtoSchema } from './generated/onnx_pb.js'

// TensorProto.DataType
const [FLOAT, INT8] = [1, 3]
/** Seven bits: processors without VNNI add two products of a byte each in 16 bits, and 2 · 255 · 64 still fits there (onnxruntime's `reduce_range`). */
const GREATEST = 64

/**
 * A model whose products with a weight ([out, in], as PyTorch stores it) are computed in int8: each column of the weight has a scale of its own, activations are quantised while the model runs, by one scale
 * for the whole tensor (onnxruntime's `DynamicQuantizeMatMul`; the processor only). Results are near those of float32, and depend on what else is in the batch.
 */
export function quantizeWeights(model: Uint8Array): Uint8Array {
  const proto = fromBinary(ModelProtoSchema, model)
  const { graph } = proto
  if (!graph) throw new RangeError('the model has no graph, expected bytes of Graph.toModel')
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]))
  const made = new Map<string, readonly TensorProto[]>()
  graph.node = graph.node.map((node) => {
    const [x = '', name = '', bias] = node.input
    const weight = weights.get(name)
    if (!weight || node.opType !== 'Gemm' || !isTransposed(node)) return node
    const tensors = made.get(name) ?? quantized(weight)
    made.set(name, tensors)
    return create(NodeProtoSchema, {
      name: node.name,
      opType: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      // the fourth input, zero points, is left out: weights are symmetric around 0
      input: [x, ...tensors.map((tensor) => tensor.name), ...(bias === undefined ? [] : ['', bias])],
      output: node.output,
    })
  })
  const used = new Set(graph.node.flatMap(({ input }) => input))
  graph.initializer = [...graph.initializer, ...[...made.values()].flat()].filter(({ name }) => used.has(name))
  return toBinary(ModelProtoSchema, proto)
}

function isTransposed({ attribute }: NodeProto): boolean {
  const flag = (name: string): boolean => attribute.some((one) => one.name === name && one.i === 1n)
  return flag('transB') && !flag('transA')
}

/** W [out, in] as int8 [in, out] and a scale for each of its columns. */
function quantized({ name, dims, rawData }: TensorProto): readonly TensorProto[] {
  const [outputs = 0, inputs = 0] = dims.map(Number)
  const values = new Float32Array(rawData.slice().buffer)
  const bytes = new Int8Array(inputs * outputs)
  const scales = new Float32Array(outputs)
  for (let column = 0; column < outputs; column++) {
    const row = values.subarray(column * inputs, (column + 1) * inputs)
    const scale = row.reduce((greatest, x) => Math.max(greatest, Math.abs(x)), 0) / GREATEST || 1
    scales[column] = scale
    row.forEach((x, i) => (bytes[i * outputs + column] = Math.round(x / scale)))
  }
  return [
    create(TensorProtoSchema, {
      name: `${name}/int8`,
      dataType: INT8,
      dims: [inputs, outputs].map(BigInt),
      rawData: new Uint8Array(bytes.buffer),
    }),
    create(TensorProtoSchema, { name: `${name}/scale`, dataType: FLOAT, dims: [BigInt(outputs)], rawData: new Uint8Array(scales.buffer) }),
  ]
}
