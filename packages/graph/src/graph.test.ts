import { gradientErrors } from './gradientErrors.js'
import { createSession, float32, Graph, int32, type Tensor, type Tensors, type Value } from './index.js'

async function run(
  g: Graph,
  outputs: Record<string, Value>,
  feeds: Tensors,
  weights?: Parameters<Graph['toModel']>[1],
): Promise<Record<string, Tensor>> {
  const session = await createSession(g.toModel(outputs, weights), { threads: 1 })
  const result = await session.run(feeds)
  await session.release()
  return result
}

const plain = (tensor: Tensor | undefined): unknown => ({ dims: tensor?.dims, data: Array.from(tensor?.data as Float32Array, Number) })

test('dimensions that are expressions over symbols are computed when the session runs', async () => {
  const g = new Graph()
  const ids = g.input('ids', 'int32', ['B', 'T'])
  const short = g.slice(ids, 1, 0, -1)
  const outputs = {
    flat: g.reshape(short, [-1]),
    grid: g.reshape(g.range('B*T-B'), ['B', 'T-1']),
    turned: g.reshape(ids, ['T', 'B']),
    ones: g.full(['T', 2], 1),
    positions: g.slice(g.constant(Float32Array.of(0, 10, 20, 30, 40)), 0, 1, 'T'),
  }
  const result = await run(g, outputs, { ids: int32([1, 2, 3, 4, 5, 6], [2, 3]) })
  expect(plain(result['flat'])).toEqual({ dims: [4], data: [1, 2, 4, 5] })
  expect(plain(result['grid'])).toEqual({ dims: [2, 2], data: [0, 1, 2, 3] })
  expect(plain(result['turned'])).toEqual({ dims: [3, 2], data: [1, 2, 3, 4, 5, 6] })
  expect(plain(result['ones'])).toEqual({ dims: [3, 2], data: [1, 1, 1, 1, 1, 1] })
  expect(plain(result['positions'])).toEqual({ dims: [2], data: [10, 20] })
})

test('choosing, comparing and counting', async () => {
  const g = new Graph()
  const x = g.input('x', 'float32', ['N', 3])
  const [top, at] = g.topK(x, 2)
  const outputs = {
    top,
    at,
    best: g.argMax(x),
    mask: g.cast(g.or(g.less(x, 0), g.not(g.less(x, 5))), 'int32'),
    running: g.cumSum(x, 1),
    least: g.min(x, [1]),
  }
  const result = await run(g, outputs, { x: float32([3, -1, 7, 0, 5, 2], [2, 3]) })
  expect(plain(result['top'])).toEqual({ dims: [2, 2], data: [7, 3, 5, 2] })
  expect(plain(result['at'])).toEqual({ dims: [2, 2], data: [2, 0, 1, 2] })
  expect(plain(result['best'])).toEqual({ dims: [2], data: [2, 1] })
  expect(plain(result['mask'])).toEqual({ dims: [2, 3], data: [0, 1, 1, 0, 1, 0] })
  expect(plain(result['running'])).toEqual({ dims: [2, 3], data: [3, 2, 9, 0, 5, 7] })
  expect(plain(result['least'])).toEqual({ dims: [2], data: [-1, 0] })
})

test('a parameter is fed, or stored in the model where its data is given', async () => {
  const g = new Graph()
  const y = g.gemm(g.input('x', 'float32', ['N', 2]), g.parameter('w', [2, 2]))
  const w = Float32Array.of(1, 2, 3, 4)
  const fed = await run(g, { y }, { x: float32([1, 1], [1, 2]), w: float32(w, [2, 2]) })
  const stored = await run(g, { y }, { x: float32([1, 1], [1, 2]) }, { weights: new Map([['w', { shape: [2, 2], data: w }]]) })
  expect(plain(fed['y'])).toEqual({ dims: [1, 2], data: [4, 6] })
  expect(plain(stored['y'])).toEqual(plain(fed['y']))
  expect(() => g.toModel({ y }, { weights: new Map([['w', { shape: [4], data: w }]]) })).toThrow(
    'weight w has shape [4], the graph expects [2, 2]',
  )
})

test('a custom block has the gradient that it is given', async () => {
  const g = new Graph()
  const x = g.parameter('x', [3])
  const y = g.custom(
    [x],
    () => g.mul(x, x),
    (dy) => [g.mul(dy, 10)],
  )
  const [dx] = g.grad(g.sum(g.add(y, x)), [x])
  if (dx === undefined) throw new Error('one gradient was asked for')
  expect(plain((await run(g, { dx }, { x: float32([1, 2, 3]) }))['dx'])).toEqual({ dims: [3], data: [11, 11, 11] })
})

test('what the loss does not depend on has a gradient of zeros', async () => {
  const g = new Graph()
  const [a, b] = [g.parameter('a', [2]), g.parameter('b', [2])]
  const [da, db] = g.grad(g.sum(a), [a, b])
  if (da === undefined || db === undefined) throw new Error('two gradients were asked for')
  const result = await run(g, { da, db }, { a: float32([1, 2]) })
  expect(plain(result['da'])).toEqual({ dims: [2], data: [1, 1] })
  expect(plain(result['db'])).toEqual({ dims: [2], data: [0, 0] })
})

test('gradients of gradients: the rules give graphs that have gradients themselves', async () => {
  const errors = await gradientErrors((g) => {
    const [a, b] = [g.parameter('a', [3, 4]), g.parameter('b', [4, 2])]
    const [da] = g.grad(g.sum(g.tanh(g.matMul(a, b))), [a])
    return da ?? a
  })
  expect(Math.max(...Object.values(errors))).toBeLessThan(2e-3)
})

// One encoder layer as RoBERTa has it, with masked attention, over a batch whose size and length are symbols, and a head tied to the embeddings.
function tinyTransformer(g: Graph): Value {
  const [vocabulary, width, heads, inner] = [11, 8, 2, 12]
  const ids = g.input('ids', 'int32', ['B', 'S'])
  const labels = g.input('labels', 'int32', ['M'])
  const positions = g.input('positions', 'int32', ['M'])
  const words = g.parameter('words', [vocabulary, width])
  const places = g.parameter('places', [6, width])
  const linear = (x: Value, name: string, from: number, to: number): Value =>
    g.gemm(x, g.parameter(`${name}.weight`, [to, from]), g.parameter(`${name}.bias`, [to]), { transB: true })
  const norm = (x: Value, name: string): Value =>
    g.layerNorm(x, g.parameter(`${name}.weight`, [width]), g.parameter(`${name}.bias`, [width]), 1e-5)
  const split = (x: Value): Value => g.transpose(g.reshape(x, ['B', 'S', heads, width / heads]), [0, 2, 1, 3])
  const mask = g.reshape(g.where(g.equal(ids, 1), -1e4, 0), ['B', 1, 1, 'S'])
  const embedded = norm(g.reshape(g.add(g.gather(words, ids), g.slice(places, 0, 0, 'S')), [-1, width]), 'embedded')
  const [query, key, value] = ['query', 'key', 'value'].map((name) => split(linear(embedded, name, width, width)))
  if (!query || !key || !value) throw new Error('three projections')
  const attention = g.matMul(g.softmax(g.add(g.matMul(query, key, { transB: true, alpha: (width / heads) ** -0.5 }), mask)), value)
  const joined = g.reshape(g.transpose(attention, [0, 2, 1, 3]), [-1, width])
  const attended = norm(g.add(embedded, linear(joined, 'output', width, width)), 'attended')
  const hidden = norm(g.add(attended, linear(g.gelu(linear(attended, 'up', width, inner)), 'down', inner, width)), 'hidden')
  const logits = g.gemm(g.gather(hidden, positions), words, g.parameter('head.bias', [vocabulary]), { transB: true })
  return g.crossEntropy(logits, labels)
}

test('every gradient of a whole transformer agrees with finite differences', async () => {
  const feeds = { ids: int32([2, 3, 4, 5, 1, 6, 7, 1, 1, 1], [2, 5]), positions: int32([1, 3, 5, 6]), labels: int32([9, 10, -100, 3]) }
  const errors = await gradientErrors(tinyTransformer, { feeds })
  expect(Object.keys(errors)).toHaveLength(21)
  for (const [name, error] of Object.entries(errors))
    expect({ name, right: name === 'key.bias' || error < 5e-3, error }).toMatchObject({ right: true })
})
