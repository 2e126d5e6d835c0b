import { repeatedKey } from './repeatedKey.js'

test.each([
  ['{"a": 1, "b": 2, "a": 3}', { key: 'a', at: 17 }],
  ['{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', undefined],
  ['{"a": {"c": 1, "c": 2}}', { key: 'c', at: 15 }],
  // written in two ways, it is the same key
  ['{"\\u0061": 1, "a" : 2}', { key: 'a', at: 14 }],
  ['{"{": 1, "\\"": 2, "}\\\\": 3, "[": "{", "x": "x"}', undefined],
  ['["a", "a"]', undefined],
  ['{"__proto__": 1, "__proto__": 2}', { key: '__proto__', at: 17 }],
  ['3', undefined],
])('%s', (json, expected) => {
  JSON.parse(json)
  expect(repeatedKey(json)).toEqual(expected)
})
