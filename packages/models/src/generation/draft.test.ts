import { draft } from './draft.js'

const source = [0, 7, 8, 9, 7, 8, 5, 2]

test('what follows the longest end of the written ids in the source', () => {
  expect(draft(source, [0, 9, 7, 8], 4, 1)).toEqual({ ids: [5, 2], from: 6 }) // 7 8 stands there twice, 9 7 8 once
  expect(draft(source, [0], 3, 1)).toEqual({ ids: [7, 8, 9], from: 1 })
})

test('of equally long matches the one nearest to where copying stands', () => {
  expect(draft(source, [4, 7, 8], 2, 2)).toEqual({ ids: [9, 7], from: 3 })
  expect(draft(source, [4, 7, 8], 2, 7)).toEqual({ ids: [5, 2], from: 6 })
})

test('nothing where the source has no such id, or nothing after it', () => {
  expect(draft(source, [0, 7, 3], 4, 5)).toEqual({ ids: [], from: 5 })
  expect(draft(source, [0, 2], 4, 5)).toEqual({ ids: [], from: 5 })
  expect(draft(source, [0, 7], 0, 5).ids).toEqual([])
})
