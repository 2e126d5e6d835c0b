import { exactMatch, exactMatches } from './exactMatch.js'

test('only the white space around the texts is let pass', () => {
  expect(exactMatch(' int a ;\r\n', 'int a ;')).toBe(true)
  expect(exactMatch('int  a ;', 'int a ;')).toBe(false)
  expect(exactMatch('\ufeffint a ;', 'int a ;')).toBe(false)
  expect(exactMatches(['a', 'b'], ['a', 'c'])).toEqual([true, false])
  expect(() => exactMatches(['a'], [])).toThrow('1 predictions and 0 references')
})
