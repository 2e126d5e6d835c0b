import { windows } from './windows.js'

const ids = (n: number) => Array.from({ length: n }, (_, i) => i)

test('a long function is cut into windows that follow each other', () => {
  expect(windows(ids(70), 30).map((w) => w.length)).toEqual([30, 30])
  expect(windows(ids(80), 30).flat()).toEqual(ids(80))
})

test('a short function is one window, however short', () => {
  expect(windows(ids(3), 30)).toEqual([[0, 1, 2]])
  expect(windows([], 30)).toEqual([])
})
