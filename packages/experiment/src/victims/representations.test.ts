import { defence } from '@codepurify/defences'
import { openGuard } from './guard.js'
import { representations } from './representations.js'

const vectorOf = (code: string): Float32Array => Float32Array.of(code.length, code.charCodeAt(0))

test('a pair has the vectors of both codes, and a code of several records is encoded once', async () => {
  const asked: (readonly string[])[] = []
  const encode = (codes: readonly string[]) => {
    asked.push(codes)
    return Promise.resolve(codes.map(vectorOf))
  }
  const pairs = [['a', 'bb'], ['bb', 'a'], ['a', 'a']] // prettier-ignore
  const found = await representations(pairs, encode)
  expect(found).toEqual(pairs.map((pair) => Float32Array.from(pair.flatMap((code) => [...vectorOf(code)]))))
  expect(asked).toEqual([['a', 'bb']])
})

test('a guard takes vectors from elsewhere in place of asking the model', async () => {
  const senses = { encode: () => Promise.reject(new Error('the model was asked')) }
  const records = Array.from({ length: 40 }, (_, i) => ({ id: `r${i}`, parts: ['x'.repeat(i + 1)], language: 'java' as const, answer: '' }))
  const options = { maskedLm: '', setting: { mode: 'matched', falsePositiveRate: 0.1 }, paperVariants: [], seed: 1, device: 'cpu' } as const
  const own = await openGuard(senses, defence('spectral-signatures'), options)
  await expect(own.inspect(records, records)).rejects.toThrow('the model was asked')
  const other = await openGuard(senses, defence('spectral-signatures'), {
    ...options,
    encode: (codes) => Promise.resolve(codes.map(vectorOf)),
  })
  const { suspicion } = await other.inspect(records, records)
  // the longest and the shortest lie furthest from the middle
  expect([...suspicion].indexOf(Math.max(...suspicion)) % 39).toBe(0)
})
