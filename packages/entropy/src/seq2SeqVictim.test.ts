import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { seq2SeqVictim } from './seq2SeqVictim.js'

const tokenizer = trainBytePairEncoding(['int f ( ) { return a ; }'], { vocabularySize: 280 })

test('sources are cut to the window, and answers to theirs where they have one', async () => {
  const asked: { source: number; answer: number | undefined }[] = []
  const model = {
    generate: (sources: readonly number[][], { maximumLength }: { maximumLength?: number } = {}) => {
      asked.push(...sources.map(({ length }) => ({ source: length, answer: maximumLength })))
      return Promise.resolve(sources.map(() => ({ ids: [tokenizer.special.bos, tokenizer.special.eos], score: 0, beams: [] })))
    },
    score: () => Promise.resolve(new Float64Array()),
  }
  const code = 'int f ( ) { return a ; }'.repeat(9)
  await seq2SeqVictim(model, tokenizer, { maximumLength: 20 }).answer([[code]])
  await seq2SeqVictim(model, tokenizer, { maximumLength: 20, answerLength: 6 }).answer([[code]])
  expect(asked).toEqual([
    { source: 20, answer: 20 },
    { source: 20, answer: 6 },
  ])
})
