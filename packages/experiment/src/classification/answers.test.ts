import type { Classification } from '@codepurify/models'
import { answers, type LabelledRecord } from './answers.js'

/** A classifier whose vectors are the sums of the ids, and that says 1 where a pair's vectors are equal. */
function toy() {
  const encoded: number[] = []
  return {
    encoded,
    encode: (code: string) => ({ ids: [...code].map((letter) => letter.charCodeAt(0)), cut: code.length > 3 }),
    classifier: {
      encode: async (rows: readonly (readonly number[])[], { onProgress }: { onProgress?: (done: number, all: number) => void } = {}) => {
        encoded.push(rows.length)
        onProgress?.(rows.length, rows.length)
        return rows.map((ids) => Float32Array.of(ids.reduce((sum, id) => sum + id, 0)))
      },
      decide: async (rows: readonly Float32Array[]): Promise<Classification[]> =>
        rows.map(([a = NaN, b = a]) => ({ label: Number(a === b), probability: 0.5, probabilities: [0.5, 0.5], logits: [a, b] })),
    },
  }
}

async function* pairs(count: number): AsyncIterable<LabelledRecord> {
  for (let i = 0; i < count; i++) {
    const functions = [`f${i % 3}`, i % 2 === 0 ? 'f0' : 'a function'].map((code) => ({ key: code, code }))
    yield { id: `${i}`, functions, label: i % 2 === 0 ? 1 : 0 }
  }
}

test('records are answered in order, and a function of many pairs is encoded once', async () => {
  const { encoded, ...model } = toy()
  const seen: number[] = []
  const found = []
  for await (const answer of answers(model, pairs(1100), { onProgress: (done) => seen.push(done) })) found.push(answer)
  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 1100 }, (_, i) => `${i}`))
  expect(encoded).toEqual([4, 0, 0])
  expect(seen.at(-1)).toBe(1100)
  expect(found[6]).toMatchObject({ label: 1, truth: 1, cut: 0, logits: [150, 150] })
  expect(found[7]).toMatchObject({ label: 0, truth: 0, cut: 1 })
})

test('single functions are forgotten after their chunk', async () => {
  const { encoded, ...model } = toy()
  async function* singles(): AsyncIterable<LabelledRecord> {
    for (let i = 0; i < 600; i++) yield { id: `${i}`, functions: [{ key: `${i % 512}`, code: 'f' }], label: 1 }
  }
  for await (const { label } of answers(model, singles())) expect(label).toBe(1)
  expect(encoded).toEqual([512, 88])
})

test('it stops where it is told to', async () => {
  const stop = new AbortController()
  const work = async (): Promise<void> => {
    for await (const { id } of answers(toy(), pairs(2000), { signal: stop.signal })) if (id === '5') stop.abort(new Error('enough'))
  }
  await expect(work()).rejects.toThrow('enough')
})
