import { trainBytePairEncoding } from '@codepurify/tokenizer'
import type { DefenceContext, DefenceInput } from './defence.js'
import { oneLine } from './line.js'
import { onion } from './onion.js'
import { pseudoPerplexity, type MaskScorer } from './pseudoPerplexity.js'

const input = (...parts: string[]): DefenceInput => ({ id: 'a', parts, language: 'java' })

/** A language model to which one word is unheard of and all others are ordinary. */
const perplexity = (texts: readonly string[]) =>
  Promise.resolve(
    Float64Array.from(texts, (text) => {
      const words = text.split(' ').filter(Boolean)
      return words.length === 0 ? NaN : words.reduce((sum, word) => sum + (word.startsWith('ret_Val_') ? 100 : 10), 0) / words.length
    }),
  )
const context = (setting: DefenceContext['setting']): DefenceContext => ({ seed: 0, setting, perplexity })
const published = context({ mode: 'published' })
const matched = context({ mode: 'matched', falsePositiveRate: 0.1 })

test('the suspicion of a word is the perplexity with it less that without it', async () => {
  const [found] = await onion.defend([input('int ret_Val_ = 1;')], 0, published)
  // by hand: (10 + 100 + 10 + 10) / 4 - 10, and the other words make the mean lower
  expect(found?.places.map(({ score }) => score)).toEqual([32.5 - 40, 32.5 - 10, 32.5 - 40, 32.5 - 40])
  expect(found).toMatchObject({ parts: ['int = 1;'], changed: true, suspected: true, suspicion: 22.5, top: 1, modelCalls: 8 })
})

test('words go with the blanks behind them and lines stay lines, in every part', async () => {
  const [found] = await onion.defend([input('a\n  ret_Val_  b\nret_Val_\nc', 'x ret_Val_;')], 0, published)
  expect(found?.parts).toEqual(['a\n  b\n\nc', 'x '])
})

test('the matched line lets the stated share of clean records lose a word', async () => {
  const clean = Array.from({ length: 40 }, (_, i) => input(i < 3 ? `int ret_Val_${i} = 1;` : `int a${i} = 1;`))
  const suspicions = await onion.suspicion(clean, matched)
  const line = oneLine(onion.threshold(suspicions, matched))
  expect(suspicions.filter(({ suspicion }) => suspicion > line).length).toBeLessThanOrEqual(4)
  expect(onion.threshold([], published)).toBe(0)
  expect(() => onion.threshold([{ suspicion: 1 }], matched)).toThrow('1 clean records cannot give a threshold')
})

test('empty text, one word and white space alone go through unchanged', async () => {
  for (const text of ['', 'word', ' \n\t ']) {
    const [found] = await onion.defend([input(text)], 0, published)
    expect(found).toMatchObject({ parts: [text], changed: false, suspected: false })
    expect(Number.isFinite(found?.suspicion)).toBe(true)
  }
  expect(await onion.defend([], 0, published)).toEqual([])
  await expect(onion.defend([input('a')], 0, { seed: 0, setting: published.setting })).rejects.toThrow('needs the context\'s `perplexity`') // prettier-ignore
})

test('a text of a million words is scored up to the limit', async () => {
  const [found] = await onion.defend([input('a '.repeat(1_000_000))], 1e9, published)
  expect(found?.places).toHaveLength(400)
})

describe('pseudo-perplexity', () => {
  const tokenizer = trainBytePairEncoding(['int a = b + c ;'], { vocabularySize: 300 })
  const seen: { ids: readonly number[]; labels: readonly number[] }[] = []
  const scorer: MaskScorer = {
    surprise: (requests) => {
      seen.push(...requests)
      return Promise.resolve(requests.map(({ labels }) => Float64Array.from(labels, (label) => label / 100)))
    },
  }

  test.each([Infinity, 6])('every token is hidden once, %s apart, and the mean is taken over all', async (stride) => {
    seen.length = 0
    const text = 'int a = b + c ; x y z'
    const { ids } = tokenizer.encode(text)
    const [value] = await pseudoPerplexity({ scorer, tokenizer, maximumLength: 64, stride })([text])
    expect(value).toBeCloseTo(Math.exp(ids.reduce((sum, id) => sum + id / 100, 0) / ids.length), 9)
    expect(seen).toHaveLength(Math.min(stride, ids.length))
    expect(seen.flatMap(({ labels }) => labels).sort()).toEqual([...ids].sort())
    for (const { ids: hidden, labels } of seen) expect(hidden.filter((id) => id === tokenizer.special.mask)).toHaveLength(labels.length)
  })

  test('an empty text has none, a long one is cut, senseless options are named', async () => {
    const ask = pseudoPerplexity({ scorer, tokenizer, maximumLength: 5, stride: Infinity })
    expect(await ask([''])).toEqual(Float64Array.of(NaN))
    seen.length = 0
    await ask(['int a = b + c ;'])
    expect(seen).toHaveLength(3)
    expect(() => pseudoPerplexity({ scorer, tokenizer, maximumLength: 2 })).toThrow('maximumLength is 2')
    expect(() => pseudoPerplexity({ scorer, tokenizer, maximumLength: 9, stride: 0 })).toThrow('stride is 0')
  })
})
