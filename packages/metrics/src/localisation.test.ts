import { localisation, overlaps } from './localisation.js'

test('spans overlap where they share a character; touching is not enough', () => {
  expect(overlaps([[0, 5]], [[4, 9]])).toBe(true)
  expect(overlaps([[0, 5]], [[5, 9]])).toBe(false)
  expect(
    overlaps(
      [
        [0, 2],
        [20, 30],
      ],
      [
        [5, 9],
        [25, 26],
      ],
    ),
  ).toBe(true)
  expect(overlaps([[3, 3]], [[0, 9]])).toBe(false)
  expect(overlaps([], [[0, 9]])).toBe(false)
})

test('a record where nothing was suspected counts as a miss', () => {
  const planted = [[10, 20]] as const
  expect(
    localisation([
      { top: [[15, 16]], planted },
      { top: [[0, 3]], planted },
      { top: [], planted },
      { top: [[19, 40]], planted },
    ]).value,
  ).toBe(0.5)
})

test('records without a trigger do not belong here', () => {
  expect(() => localisation([{ top: [[0, 1]], planted: [] }])).toThrow('record 0 has no planted span, expected triggered records only')
})
