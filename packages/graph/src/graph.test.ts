import { createSession, float32, Graph, int32 } from './index.js'

test('a small model with a gradient runs', async () => {
  const g = new Graph()
  const ids = g.input('ids', 'int32', ['B', 'S'])
  const labels = g.input('labels', 'int32', ['B*S'])
  const table = g.parameter('table', [7, 4])
  const bias = g.parameter('bias', [7])
  const hidden = g.reshape(g.gather(table, ids), [-1, 4])
  const logits = g.gemm(g.tanh(hidden), table, bias, { transB: true })
  const loss = g.crossEntropy(logits, labels)
  const [dTable, dBias] = g.grad(loss, [table, bias])
  if (!dTable || !dBias) throw new Error('gradients')
  const session = await createSession(g.toModel({ loss, dTable, dBias }))
  const result = await session.run({
    ids: int32([0, 1, 2, 3], [2, 2]),
    labels: int32([1, -100, 3, 0]),
    table: float32(
      Float32Array.from({ length: 28 }, (_, i) => Math.sin(i)),
      [7, 4],
    ),
    bias: float32(new Float32Array(7)),
  })
  expect(result['loss']?.dims).toEqual([])
  expect(result['dTable']?.dims).toEqual([7, 4])
  expect(result['dBias']?.dims).toEqual([7])
  await session.release()
})
