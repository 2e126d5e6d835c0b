import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { ordinaryIds, sentinelIds } from './ordinaryIds.js'

const texts = Array.from({ length: 30 }, (_, i) => `int f${i}(int a) { return a; }`)

test("in both models' layouts the ordinary tokens are those that plain text is made of", () => {
  for (const layout of ['roberta', 'codet5'] as const) {
    const tokenizer = trainBytePairEncoding(texts, { vocabularySize: 400, layout })
    const { firstOrdinary, endOrdinary } = ordinaryIds(tokenizer)
    for (let id = 0; id < tokenizer.vocabularySize; id++) {
      expect([layout, id, tokenizer.decode([id]) !== '']).toEqual([layout, id, id >= firstOrdinary && id < endOrdinary])
    }
  }
})

test('sentinels come in the order of their numbers', () => {
  const tokenizer = trainBytePairEncoding(texts, { vocabularySize: 400, layout: 'codet5' })
  const ids = sentinelIds(tokenizer)
  expect(ids).toHaveLength(100)
  expect(ids.map((id) => tokenizer.tokenOf(id)).slice(0, 2)).toEqual(['<extra_id_0>', '<extra_id_1>'])
  expect(sentinelIds(trainBytePairEncoding(texts, { vocabularySize: 300 }))).toEqual([])
})
