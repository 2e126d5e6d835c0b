import { inBatches } from './inBatches.js'

const texts = ['aaaa', 'b', 'cccccc', 'dd', 'e']
const lengths = (text: string) => ({ source: text.length, target: 0 })

test('results come in the order of the items, whatever the batches were', async () => {
  const batches: string[][] = []
  const seen: number[][] = []
  const found = await inBatches(texts, lengths, { tokenBudget: 4, onProgress: (...progress) => seen.push(progress) }, async (batch) => {
    batches.push([...batch])
    return batch.map((text) => text.toUpperCase())
  })
  expect(found).toEqual(['AAAA', 'B', 'CCCCCC', 'DD', 'E'])
  expect(batches).toEqual([['b', 'e'], ['dd'], ['aaaa'], ['cccccc']])
  expect(seen.at(-1)).toEqual([5, 5])
})

test('a batch must give a result for each of its items', async () => {
  await expect(inBatches(texts, lengths, { tokenBudget: 100 }, async () => [1])).rejects.toThrow('a batch of 5 gave 1 results')
})
