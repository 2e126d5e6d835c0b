import { codesOf, readPlanted, readSpans, writePlanted, writeSpans } from './experimentRow.js'

test('spans survive being written and read', () => {
  expect(readSpans(writeSpans([]))).toEqual([])
  expect(readSpans(writeSpans([[0, 4], [10, 12]]))).toEqual([[0, 4], [10, 12]]) // prettier-ignore
})

test('anything else is refused', () => {
  expect(() => readSpans('1-2,3-4')).toThrow('"1-2,3-4" is not a span')
})

test('spans of a pair stay with their codes', () => {
  const spans = [[[0, 4]], [[2, 3], [5, 9]]] as const // prettier-ignore
  expect(writePlanted(spans)).toBe('0-4;2-3 5-9')
  expect(readPlanted(writePlanted(spans))).toEqual(spans)
  expect(readPlanted('')).toEqual([[]])
  expect(codesOf({ code: 'a', other: '' })).toEqual(['a', ''])
  expect(codesOf({ code: 'a' })).toEqual(['a'])
})
