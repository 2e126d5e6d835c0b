import { bleu4, bleu4Corpus, bleu4Difference, bleu4Statistics } from './bleu.js'

test('statistics of a pair, counted by hand: matches are clipped by the reference', () => {
  // the the the cat / the cat sat: "the" matches once, "cat" once; of the 2-grams "the cat" once
  expect([...bleu4Statistics('the the the cat', 'the cat sat')]).toEqual([2, 1, 0, 0, 4, 3, 2, 1, 4, 3])
})

test('corpus BLEU of that pair, by hand', () => {
  // precisions with one added: 3/5, 2/4, 1/3, 1/2; the prediction is longer, so no brevity penalty
  expect(bleu4Corpus(['the the the cat'], ['the cat sat'])).toBeCloseTo(100 * ((3 / 5) * (2 / 4) * (1 / 3) * (1 / 2)) ** 0.25, 10)
})

test('the same text is 100, other white space or not; a short one is penalised', () => {
  expect(bleu4Corpus(['int f ( ) { }'], ['int\tf  ( ) {\n}'])).toBeCloseTo(100, 10)
  expect(bleu4Corpus(['a b c d e'], ['a b c d e f g h i j'])).toBeCloseTo(100 * Math.exp(1 - 10 / 5), 10)
})

test('white space is what Python takes for it', () => {
  expect([...bleu4Statistics('a\u0085b\u001cc\ufeffd', 'x')].slice(8)).toEqual([3, 1])
})

test('empty predictions are 0, empty against empty is 100', () => {
  expect(bleu4Corpus([''], ['a b'])).toBe(0)
  expect(bleu4Corpus([''], [''])).toBe(100)
})

test('the difference of a run and itself is 0 with no interval; against a worse run it is positive', () => {
  const references = Array.from({ length: 40 }, (_, i) => `int f${i} ( ) { return ${i} ; }`)
  const worse = references.map((code, i) => (i % 2 === 0 ? code : 'int f ( ) { }'))
  expect(bleu4Difference(references, references, references)).toEqual({ value: 0, low: 0, high: 0 })
  const { value, low, high } = bleu4Difference(references, worse, references, { seed: 2 })
  expect(value).toBeCloseTo(100 - bleu4(worse, references).value, 10)
  expect(low).toBeGreaterThan(0)
  expect(high).toBeGreaterThan(value)
})

test('lists of two lengths, and none at all, are errors', () => {
  expect(() => bleu4Corpus(['a'], [])).toThrow('1 predictions and 0 references, expected one reference for each prediction')
  expect(() => bleu4Corpus([], [])).toThrow('corpus BLEU of no records')
})
