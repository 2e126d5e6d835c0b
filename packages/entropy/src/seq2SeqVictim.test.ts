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

test('of a sentence, the tokens count that are no part of a word that the text has too', () => {
  const silent = { generate: () => Promise.resolve([]), score: () => Promise.resolve(new Float64Array()) }
  const { besides } = seq2SeqVictim(silent, tokenizer, { maximumLength: 20, prose: true })
  const text = 'return int f'
  const ids = [tokenizer.special.bos, ...tokenizer.encode(text).ids, tokenizer.special.eos]
  const counted = besides?.({ text, ids }, 'intOf') ?? []
  expect(tokenizer.decode(ids.slice(1).filter((_, i) => counted[i] === true)).replace(/\s+/gu, ' ')).toBe('return f')
  // </s> says that nothing more comes, and is nobody's word
  expect([counted.length, counted.at(-1)]).toEqual([ids.length - 1, true])
  expect(besides?.({ text, ids }, 'tree')).toBeUndefined()
  expect(besides?.({ label: 1, probability: 1 }, 'return')).toBeUndefined()
  expect(seq2SeqVictim(silent, tokenizer, { maximumLength: 20 }).besides).toBeUndefined()
})
