import {
  codesOf,
  languageOf,
  readPlanted,
  readSpans,
  writePlanted,
  writeSpans,
  writtenSchema,
  type ExperimentRow,
} from './experimentRow.js'

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

test('a column that no row fills is not written, so that files of tasks without it stay as they are', () => {
  const row: ExperimentRow = { id: '1', code: 'a', answer: 'b', planted: '' }
  const columns = (...rows: ExperimentRow[]) => Object.keys(writtenSchema(rows).columns)
  expect(columns(row)).toEqual(['id', 'code', 'answer', 'planted'])
  expect(columns(row, { ...row, language: 'javascript' })).toEqual(['id', 'code', 'answer', 'language', 'planted'])
  expect(columns({ ...row, other: 'c' })).toEqual(['id', 'code', 'other', 'answer', 'planted'])
})

test("a record is in the task's language unless it says its own", () => {
  expect(languageOf({}, { language: 'java' })).toBe('java')
  expect(languageOf({ language: 'javascript' }, { language: 'java' })).toBe('javascript')
})
