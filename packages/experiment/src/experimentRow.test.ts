import { readSpans, writeSpans } from './experimentRow.js'

test('spans survive being written and read', () => {
  expect(readSpans(writeSpans([]))).toEqual([])
  expect(readSpans(writeSpans([[0, 4], [10, 12]]))).toEqual([[0, 4], [10, 12]]) // prettier-ignore
})

test('anything else is refused', () => {
  expect(() => readSpans('1-2,3-4')).toThrow('"1-2,3-4" is not a span')
})
