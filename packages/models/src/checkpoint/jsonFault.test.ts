import { jsonFault } from './jsonFault.js'

test.each([
  ['{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}], "d": "a\\": {"}', undefined],
  ['{"a": "b", "b": "a"}', undefined],
  ['{"a": 1, "a": 2}', 'names "a" twice'],
  ['{"a": {"x": [1, "x"], "y": 0, "x": 1}}', 'names "x" twice'],
  ['{"a": 1 , \n "\\u0061" : 2}', 'names "a" twice'],
  ['{"\\\\": 1, "\\"": 2, "\\\\": 3}', 'names "\\" twice'],
  [`${'['.repeat(65)}${']'.repeat(65)}`, 'nests more than 64 levels deep'],
  ['{"": '.repeat(65), 'nests more than 64 levels deep'],
  ['{"a": "never closed, "b": 1', undefined],
  [']]}}', undefined],
  [JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`n${i}`, 0]))), 'holds more than 100 names'],
])('%s', (json, fault) => {
  expect(jsonFault(json, 100)).toBe(fault)
})
