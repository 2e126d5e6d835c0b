import { createSession, float32, Graph, type Session } from './index.js'

const size = 64

function model(dropoutSeed: number): Uint8Array {
  const g = new Graph({ dropoutSeed })
  const x = g.parameter('x', [size, size])
  const [a, b] = [g.dropout(x, 0.25), g.dropout(x, 0.25)]
  const [dx] = g.grad(g.sum(a), [x])
  if (dx === undefined) throw new Error('one gradient was asked for')
  return g.toModel({ a, b, dx })
}

const ones = float32(new Float32Array(size * size).fill(1), [size, size])

async function masks(session: Session, runs: number): Promise<Float32Array[]> {
  const result: Float32Array[] = []
  for (let run = 0; run < runs; run++) {
    const { a, b, dx } = await session.run({ x: ones })
    expect(dx?.data).toEqual(a?.data) // for x = 1 the output and the gradient are the scaled mask
    result.push(a?.data as Float32Array, b?.data as Float32Array)
  }
  return result
}

test('masks are a function of the seed and of the runs since the session was created', async () => {
  const bytes = model(7)
  const [first, other] = [await createSession(bytes), await createSession(model(8), { threads: 1 })]
  const expected = await masks(first, 3)
  const different = await masks(other, 3) // a session beside it changes nothing
  const again = await createSession(bytes, { threads: 1 })
  expect(await masks(again, 3)).toEqual(expected)
  const all = [...expected, ...different].map((mask) => mask.join())
  expect(new Set(all).size).toBe(all.length) // no two sites, runs or seeds share a mask
  await Promise.all([first.release(), other.release(), again.release()])
})

test('kept elements are scaled by 1 / (1 − p) and dropped with probability p', async () => {
  const session = await createSession(model(1))
  for (const mask of await masks(session, 4)) {
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(4 / 3)]))
    const dropped = mask.filter((value) => value === 0).length / mask.length
    expect(Math.abs(dropped - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / mask.length)) // five standard deviations
  }
  await session.release()
})

test('p = 0 leaves the value as it is, and p must be below 1', () => {
  const g = new Graph()
  const x = g.parameter('x', [2])
  expect(g.dropout(x, 0)).toBe(x)
  expect(() => g.dropout(x, 1)).toThrow('dropout probability is 1, expected a number from 0 and below 1')
})
