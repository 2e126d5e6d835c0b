import { gradientErrors } from './gradientErrors.js'
import { createSession, float32, Graph, int32, type CrossEntropyOptions } from './index.js'

const labels = [2, -100, 0, 4]

async function evaluate(options: CrossEntropyOptions, rows: readonly (readonly number[])[], targets: readonly number[]): Promise<number[]> {
  const g = new Graph()
  const loss = g.crossEntropy(g.input('logits', 'float32', ['N', 5]), g.input('labels', 'int32', ['N']), options)
  const session = await createSession(g.toModel({ loss }), { threads: 1 })
  const { loss: result } = await session.run({ logits: float32(rows.flat(), [rows.length, 5]), labels: int32(targets) })
  await session.release()
  return Array.from(result?.data as Float32Array)
}

// the definition, in float64
function expected(row: readonly number[], label: number): number {
  const greatest = Math.max(...row)
  return label < 0 ? 0 : greatest + Math.log(row.reduce((sum, x) => sum + Math.exp(x - greatest), 0)) - (row[label] ?? NaN)
}

const rows = [
  [1, 2, 3, 4, 5],
  [0, 0, 0, 0, 0],
  [-3, 1, 0.5, 200, 2], // p(label) underflows, the loss does not
  [7, 7, 7, 7, 7],
]

test('is −log softmax at the label, ignored rows left out', async () => {
  const each = rows.map((row, index) => expected(row, labels[index] ?? NaN))
  const sum = each.reduce((a, b) => a + b, 0)
  const none = await evaluate({ reduction: 'none' }, rows, labels)
  none.forEach((value, index) => expect(value).toBeCloseTo(each[index] ?? NaN, 5))
  expect((await evaluate({ reduction: 'sum' }, rows, labels))[0]).toBeCloseTo(sum, 4)
  expect((await evaluate({}, rows, labels))[0]).toBeCloseTo(sum / 3, 4)
})

test('the mean over no rows is 0', async () => {
  expect(
    await evaluate(
      {},
      rows,
      [-1, -1, -1, -1].map(() => -100),
    ),
  ).toEqual([0])
})

test.each(['mean', 'sum', 'none'] as const)('its gradient (%s) agrees with finite differences', async (reduction) => {
  const errors = await gradientErrors((g) =>
    g.crossEntropy(g.mul(g.parameter('logits', [4, 5]), 3), g.constant(Int32Array.from(labels)), { reduction }),
  )
  expect(errors['logits']).toBeLessThan(2e-3)
})

test('another label may be the ignored one', async () => {
  const errors = await gradientErrors((g) =>
    g.crossEntropy(g.parameter('logits', [4, 5]), g.constant(Int32Array.of(1, 0, 1, 3)), { ignoreIndex: 1 }),
  )
  expect(errors['logits']).toBeLessThan(2e-3)
})

test('logits and labels must belong together', () => {
  const g = new Graph()
  expect(() => g.crossEntropy(g.input('logits', 'float32', ['N', 5]), g.input('labels', 'int32', ['M']))).toThrow(
    'crossEntropy: logits float32[N, 5], labels int32[M]: logits must be [N, V] and labels [N] with the same N',
  )
})
