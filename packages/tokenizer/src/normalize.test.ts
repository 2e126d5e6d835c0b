import { normalize } from './normalize.js'

const both = { lowercase: true, addPrefixSpace: true }

test('a text that needs nothing comes back as it is', () => {
  expect(normalize('Ab', { lowercase: false, addPrefixSpace: false })).toEqual({ normal: 'Ab' })
})

test('places in the lower-cased text lead back to the text as given, also where a letter grows', () => {
  const { normal, origin } = normalize('A\u0130B😀', both)
  expect(normal).toBe(' ai\u0307b😀')
  // the space in front stands on nothing; both halves of the grown letter stand on the whole letter
  expect([0, 1, 2, 3, 4, 5].map((at) => [origin?.starts(at), origin?.ends(at + 1)])).toEqual([
    [0, 0],
    [0, 1],
    [1, 2],
    [1, 2],
    [2, 3],
    [3, 4],
  ])
})

test('a space is put in front once, and not before nothing', () => {
  expect(normalize(' a', both).normal).toBe(' a')
  expect(normalize('', both).normal).toBe('')
})
