import { knownName, nearest } from './knownName.js'
import { UsageError } from './usageError.js'

const table = { 'bnc-fixed': 1, 'bnc-grammar': 2, identifier: 3 }

test('a known name gives its value', () => {
  expect(knownName('attack', 'bnc-grammar', table)).toBe(2)
})

test('an unknown name lists the known ones and the one that was probably meant', () => {
  expect(() => knownName('attack', 'bnc-gramar', table)).toThrow(
    new UsageError('no attack "bnc-gramar". Did you mean "bnc-grammar"? Known: bnc-fixed, bnc-grammar, identifier'),
  )
  expect(() => knownName('attack', 'zzz', table)).toThrow(new UsageError('no attack "zzz". Known: bnc-fixed, bnc-grammar, identifier'))
})

test('what every object inherits is not a known name', () => {
  expect(() => knownName('attack', 'constructor', table)).toThrow(UsageError)
  expect(() => knownName('attack', '__proto__', table)).toThrow(UsageError)
})

test('a hostile name of a million characters is compared in no time', () => {
  expect(nearest('x'.repeat(1e6), Object.keys(table))).toBeUndefined()
})
