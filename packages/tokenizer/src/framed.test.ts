import { framed } from './framed.js'

const special = { bos: 0, eos: 2 }

test('ids stand between <s> and </s>, and what is past the window is cut', () => {
  expect(framed([5, 6, 7], special)).toEqual([0, 5, 6, 7, 2])
  expect(framed([5, 6, 7], special, 5)).toEqual([0, 5, 6, 7, 2])
  expect(framed([5, 6, 7], special, 4)).toEqual([0, 5, 6, 2])
  expect(framed([], special, 2)).toEqual([0, 2])
})

test.each([1, NaN])('a window of %p has no room for them', (length) => {
  expect(() => framed([5], special, length)).toThrow('expected 2 or more')
})
