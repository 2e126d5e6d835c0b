/** @file The masked-LM model of the PyTorch benchmark, and one training step of it. */
import { float32, int32, type Graph, type ProductSize, type Tensor, type Value, type Weights, type WeightTensor } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { GradientSession, ParameterStore } from '@codepurify/training'

/** Sizes of a model and its batch. */
export interface Config {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly ffn: number
  readonly vocabulary: number
  readonly length: number
  readonly batch: number
}

/** The two sizes that are measured. */
export const configs = {
  tiny: { layers: 4, width: 256, heads: 4, ffn: 1024, vocabulary: 8000, length: 128, batch: 16 },
  base: { layers: 6, width: 512, heads: 8, ffn: 2048, vocabulary: 32000, length: 168, batch: 8 },
} as const satisfies Record<string, Config>

/** Which rows go through the vocabulary head: all of them, as in the PyTorch twin, or a sixth, the masked ones. */
export type Head = 'all' | 'masked'

/** How many rows the vocabulary head sees. */
export const headRows = ({ batch, length }: Config, head: Head): number =>
  head === 'all' ? batch * length : Math.round((batch * length) / 6)

/** Floating-point operations of a step: three times those of the forward pass, matrix products only. */
export function operations(c: Config, head: Head): number {
  const rows = c.batch * c.length
  const layer = 2 * rows * (4 * c.width ** 2 + 2 * c.width * c.ffn) + 4 * c.batch * c.length ** 2 * c.width
  return 3 * (c.layers * layer + 2 * headRows(c, head) * (c.width ** 2 + c.width * c.vocabulary))
}

/** The sizes [rows, inner, columns] of the products of the forward pass: what the layers and the head multiply. */
export function products(c: Config, head: Head): ProductSize[] {
  const rows = c.batch * c.length
  return [
    [rows, c.width, 3 * c.width],
    [rows, c.width, c.ffn],
    [rows, c.ffn, c.width],
    [headRows(c, head), c.width, c.vocabulary],
  ]
}

function shapes(c: Config): Map<string, readonly number[]> {
  const linear = (name: string, input: number, output: number): [string, readonly number[]][] => [
    [`${name}.weight`, [input, output]],
    [`${name}.bias`, [output]],
  ]
  const norm = (name: string): [string, readonly number[]][] => [
    [`${name}.scale`, [c.width]],
    [`${name}.shift`, [c.width]],
  ]
  const block = (i: number): [string, readonly number[]][] => [
    ...linear(`${i}.qkv`, c.width, 3 * c.width),
    ...linear(`${i}.out`, c.width, c.width),
    ...norm(`${i}.norm1`),
    ...linear(`${i}.up`, c.width, c.ffn),
    ...linear(`${i}.down`, c.ffn, c.width),
    ...norm(`${i}.norm2`),
  ]
  return new Map<string, readonly number[]>([
    ['tokens', [c.vocabulary, c.width]],
    ['positions', [c.length, c.width]],
    ...norm('embedding'),
    ...Array.from({ length: c.layers }, (_, i) => block(i)).flat(),
    ...linear('head', c.width, c.width),
    ...norm('head'),
    ['vocabulary.bias', [c.vocabulary]],
  ])
}

export function initialize(c: Config): Weights {
  const draw = random('weights')
  const start = (name: string, shape: readonly number[]): WeightTensor => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
    const value = name.endsWith('.scale') ? () => 1 : shape.length > 1 ? () => 0.02 * draw.normal() : () => 0
    return { shape, data: data.map(value) }
  }
  return new Map([...shapes(c)].map(([name, shape]) => [name, start(name, shape)]))
}

/** The loss as the PyTorch twin has it; sizes of batch and length are left open, as they are in real training. */
export function build(g: Graph, c: Config, head: Head): { loss: Value } {
  const known = shapes(c)
  const made = new Map<string, Value>()
  const parameter = (name: string): Value => {
    const value = made.get(name) ?? g.parameter(name, [...(known.get(name) ?? [])])
    made.set(name, value)
    return value
  }
  const linear = (name: string, x: Value): Value => g.gemm(x, parameter(`${name}.weight`), parameter(`${name}.bias`))
  const norm = (name: string, x: Value): Value => g.layerNorm(x, parameter(`${name}.scale`), parameter(`${name}.shift`), 1e-5)
  const ids = g.input('ids', 'int32', ['B', 'S'])
  const mask = g.input('mask', 'float32', ['B', 1, 1, 'S'])
  const perHead = c.width / c.heads
  const split = (x: Value): Value => g.transpose(g.reshape(x, ['B', 'S', c.heads, perHead]), [0, 2, 1, 3])

  const embedded = g.add(g.gather(parameter('tokens'), ids), g.gather(parameter('positions'), g.range('S')))
  let x = norm('embedding', g.reshape(embedded, ['B*S', c.width]))
  for (let i = 0; i < c.layers; i++) {
    const [q, k, v] = g.split(linear(`${i}.qkv`, x), 1, [c.width, c.width, c.width]).map(split)
    if (!q || !k || !v) throw new Error('split gives three parts')
    const scores = g.matMul(q, k, { transB: true, alpha: 1 / Math.sqrt(perHead) })
    const heard = g.transpose(g.matMul(g.softmax(g.add(scores, mask)), v), [0, 2, 1, 3])
    x = norm(`${i}.norm1`, g.add(x, linear(`${i}.out`, g.reshape(heard, ['B*S', c.width]))))
    x = norm(`${i}.norm2`, g.add(x, linear(`${i}.down`, g.gelu(linear(`${i}.up`, x)))))
  }
  const rows = head === 'all' ? x : g.gather(x, g.input('rows', 'int32', ['M']))
  const labels = g.input('labels', 'int32', [head === 'all' ? 'B*S' : 'M'])
  const hidden = norm('head', g.gelu(linear('head', rows)))
  return { loss: g.crossEntropy(g.gemm(hidden, parameter('tokens'), parameter('vocabulary.bias'), { transB: true }), labels) }
}

/** A batch of random tokens: a pure function of the step. */
export function batchOf(c: Config, head: Head, step: number): Record<string, Tensor> {
  const draw = random('batch').fork(step)
  const ids = Int32Array.from({ length: c.batch * c.length }, () => 5 + draw.integer(c.vocabulary - 5))
  const mask = new Float32Array(c.batch * c.length)
  const fixed = { ids: int32(ids, [c.batch, c.length]), mask: float32(mask, [c.batch, 1, 1, c.length]) }
  if (head === 'all') return { ...fixed, labels: int32(ids.map((id) => (draw.next() < 0.15 ? id : -100))) }
  const rows = draw.shuffle([...ids.keys()]).slice(0, headRows(c, head))
  return { ...fixed, rows: int32(rows), labels: int32(rows.map((row) => ids[row] ?? 0)) }
}

/** Opens the model; each call of the result makes one training step (gradients, clipping to 1, AdamW) and gives its loss. */
export async function openTwin(
  c: Config,
  head: Head,
  threads: number,
): Promise<{ step(n: number): Promise<number>; close(): Promise<unknown> }> {
  const store = ParameterStore.from(initialize(c), { noDecay: (name) => (shapes(c).get(name)?.length ?? 0) < 2 })
  const session = await GradientSession.open(store, 0, { build: (g) => build(g, c, head), threads, seed: 1 })
  return {
    async step(n) {
      const loss = await session.run(batchOf(c, head, n))
      store.adamW({ learningRate: 1e-4, weightDecay: 0.01, clipNorm: 1, decay: 'before' })
      return loss
    },
    close: () => session.release(),
  }
}
