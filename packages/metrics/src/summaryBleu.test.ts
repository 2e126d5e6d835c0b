import { summaryBleu, summaryBleu4, summaryBleu4Difference } from './summaryBleu.js'

test('case, and white space around punctuation, make no difference', () => {
  expect(summaryBleu('Returns the_name (of x).', 'returns the _ name ( OF x ) .')).toBe(1)
})

test('by hand: two of three words, one of two pairs, the reference one word longer', () => {
  // p = 2/3, (1+1)/(2+1), (0+1)/(1+1), (0+1)/(0+1); brevity e^(1 - 5/4)
  expect(summaryBleu('a b x', 'a b c d')).toBeCloseTo(((2 / 3) * (2 / 3) * (1 / 2)) ** 0.25 * Math.exp(1 - 5 / 4), 12)
})

test('nothing against nothing is 1, against something almost 0, and never NaN', () => {
  expect(summaryBleu('', '')).toBe(1)
  expect(summaryBleu('', 'a b')).toBeCloseTo(Math.exp(-2), 12)
  expect(summaryBleu('a b', '')).toBeLessThan(1e-70)
  expect(summaryBleu('\ud800 \u0000', '😀')).toBeLessThan(1e-70)
})

test('a run against itself differs by nothing; other lengths and no records are errors', () => {
  expect(summaryBleu4Difference(['a', 'b c'], ['a', 'b c'], ['a', 'x'])).toEqual({ value: 0, low: 0, high: 0 })
  expect(summaryBleu4(['a'], ['a']).value).toBe(100)
  expect(() => summaryBleu4(['a'], [])).toThrow('1 predictions and 0 references')
  expect(() => summaryBleu4Difference(['a'], [], ['a'])).toThrow('0 predictions and 1 references')
  expect(() => summaryBleu4([], [])).toThrow('bootstrap of 0 records')
})
