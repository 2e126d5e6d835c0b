import { hide, namedBySentinel } from './hide.js'

// "int add ( int a , int b ) { return a + b ; }", a token a word; 90 and 91 are sentinels
const ids = [10, 11, 12, 10, 13, 14, 10, 15, 16, 17, 18, 13, 19, 15, 20, 21]

test('a hidden span shows one sentinel, and the target names it (the form of T5, figure 2)', () => {
  const { source, target } = hide(ids, [[[7, 9]], [[1, 3]]], [90, 91])
  expect(source).toEqual([10, 90, 10, 13, 14, 10, 91, 17, 18, 13, 19, 15, 20, 21])
  expect(target).toEqual([90, 11, 12, 91, 15, 16])
})

test('an identifier shows the same sentinel wherever it stands, and is named once (the form of CodeT5, figure 2c)', () => {
  const { source, target } = hide(ids, [[[7, 8], [13, 14]], [[4, 5], [11, 12]]], [90, 91]) // prettier-ignore
  expect(source).toEqual([10, 11, 12, 10, 90, 14, 10, 91, 16, 17, 18, 90, 19, 91, 20, 21])
  expect(target).toEqual([90, 13, 91, 15])
})

test('groups beyond the sentinels stay, and without groups nothing changes', () => {
  expect(hide(ids, [[[7, 9]], [[1, 3]]], [90]).target).toEqual([90, 11, 12])
  expect(hide(ids, [], [90])).toEqual({ source: ids, target: [] })
})

test('an answer is read sentinel by sentinel up to its end', () => {
  const named = namedBySentinel([1, 5, 90, 11, 12, 91, 2, 90, 7], new Set([90, 91]), 2)
  expect([...named]).toEqual([
    [90, [11, 12]],
    [91, []],
  ])
})
