import { occlude, replaceSpans } from './occlude.js'

const unk = { special: 'unk' } as const

test('every occurrence becomes one <unk>, and nothing else changes', () => {
  expect(
    occlude('a = b + a;', [
      [0, 1],
      [8, 9],
    ]),
  ).toEqual([unk, ' = b + ', unk, ';'])
  expect(occlude('x', [[0, 1]])).toEqual([unk])
  expect(occlude('same', [])).toEqual(['same'])
})

test('spans that overlap or come in any order are hidden once', () => {
  expect(
    occlude('0123456789', [
      [4, 6],
      [0, 2],
      [1, 3],
    ]),
  ).toEqual([unk, '3', unk, '6789'])
})

test('text that spells a special token stays text', () => {
  expect(replaceSpans('"<mask>" x', [[9, 10]], [{ special: 'mask' }, { special: 'mask' }])).toEqual([
    '"<mask>" ',
    { special: 'mask' },
    { special: 'mask' },
  ])
})
