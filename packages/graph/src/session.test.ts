import { createSession, float32, Graph, type Device } from './index.js'

function doubling(): Uint8Array {
  const g = new Graph()
  return g.toModel({ y: g.mul(g.input('x', 'float32', ['N']), 2) })
}

test('an unknown device is an error that lists the known ones', async () => {
  await expect(createSession(doubling(), { device: 'gpu' as Device })).rejects.toThrow('device is "gpu", expected one of cpu, cuda, webgpu')
})

test.each([
  [{ threads: 0 }, '', 'threads is 0, expected a whole number from 1 to'],
  [{ threads: 1.5 }, '', 'threads is 1.5, expected'],
  [{ threads: 99_999 }, '', 'threads is 99999, expected'],
  [{}, 'two', 'CODEPURIFY_THREADS is "two", expected a whole number from 1 to'],
  [{}, '0', 'CODEPURIFY_THREADS is "0", expected'],
  [{}, '99999', 'CODEPURIFY_THREADS is "99999", expected'],
])('a number of threads that nothing would end with is refused: %j and "%s"', async (options, said, message) => {
  const before = process.env['CODEPURIFY_THREADS']
  process.env['CODEPURIFY_THREADS'] = said
  try {
    await expect(createSession(new Uint8Array(), options)).rejects.toThrow(message)
  } finally {
    if (before === undefined) delete process.env['CODEPURIFY_THREADS']
    else process.env['CODEPURIFY_THREADS'] = before
  }
})

test('writes into the tensor that is given as a fetch', async () => {
  const session = await createSession(doubling())
  const y = new Float32Array(3)
  await session.run({ x: float32([1, 2, 3]) }, { y: float32(y) })
  expect([...y]).toEqual([2, 4, 6])
  await session.release()
})

test.each(['cuda', 'webgpu'] as const)('%s either works or is refused with what to do', async (device) => {
  const session = await createSession(doubling(), { device }).catch((error: unknown) => String(error))
  if (typeof session === 'string') {
    expect(session).toContain(`device "${device}" cannot be used on this machine (${process.platform} ${process.arch}): `)
    expect(session).toContain('or use --device cpu')
    return
  }
  const { y } = await session.run({ x: float32([1, 2, 3]) })
  expect(Array.from(y?.data as Float32Array)).toEqual([2, 4, 6])
  await session.release()
})

test('feeds that do not fit are refused by name', async () => {
  const g = new Graph()
  const [a, b] = [g.input('a', 'float32', ['N', 2]), g.input('b', 'float32', ['N', 2])]
  const session = await createSession(g.toModel({ sum: g.add(a, b) }))
  await expect(session.run({ a: float32([1, 2], [1, 2]) })).rejects.toThrow('feeds lack "b", expected: a, b')
  await expect(session.run({ a: float32([1, 2], [1, 2]), b: float32([1, 2, 3], [1, 3]) })).rejects.toThrow(
    'b has shape [1, 3], expected [N, 2]',
  )
  await expect(session.run({ a: float32([1, 2], [1, 2]), b: float32([1, 2, 3, 4], [2, 2]) })).rejects.toThrow(
    'b has shape [2, 2], expected [N, 2] with N = 1, as a has it',
  )
  await session.release()
})
