import { evenly } from './evenly.js'

test('evenly over the order, all where there are no more, none of none', () => {
  expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7])
  expect(evenly([1, undefined, 3], 5)).toEqual([1, undefined, 3])
  expect(evenly([1, 2], 0)).toEqual([])
  expect(evenly([], 4)).toEqual([])
})
