import { draft } from './draft.js'

const source = [0, 7, 8, 9, 7, 8, 5, 2]

test('what follows the longest end of the written ids in the source', () => {
  expect(draft(source, [0, 9, 7, 8], { length: 4, near: 1, least: 1 })).toEqual({ ids: [5, 2], from: 6 }) // 7 8 stands there twice, 9 7 8 once
  expect(draft(source, [0], { length: 3, near: 1, least: 1 })).toEqual({ ids: [7, 8, 9], from: 1 })
})

test('of equally long matches the one nearest to where copying stands', () => {
  expect(draft(source, [4, 7, 8], { length: 2, near: 2, least: 1 })).toEqual({ ids: [9, 7], from: 3 })
  expect(draft(source, [4, 7, 8], { length: 2, near: 7, least: 1 })).toEqual({ ids: [5, 2], from: 6 })
})

test('nothing where the source has no such id, or nothing after it', () => {
  expect(draft(source, [0, 7, 3], { length: 4, near: 5, least: 1 })).toEqual({ ids: [], from: 5 })
  expect(draft(source, [0, 2], { length: 4, near: 5, least: 1 })).toEqual({ ids: [], from: 5 })
  expect(draft(source, [0, 7], { length: 0, near: 5, least: 1 }).ids).toEqual([])
})

test('a short match is none where a longer one is asked for', () => {
  expect(draft(source, [0, 3, 9], { length: 2, near: 1, least: 2 }).ids).toEqual([])
  expect(draft(source, [0, 8, 9], { length: 2, near: 1, least: 2 })).toEqual({ ids: [7, 8], from: 4 })
})
