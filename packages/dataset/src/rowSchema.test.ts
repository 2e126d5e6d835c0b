import { checkRow, longestText, RowError, type RowSchema } from './rowSchema.js'
import { repairSchema } from './schemas.js'

interface Measurement {
  readonly name: string
  readonly count: number
  readonly share?: number
  readonly good: boolean
  readonly place: { readonly file: string; readonly line: number }
}

const schema: RowSchema<Measurement> = {
  name: 'measurement',
  columns: {
    name: { type: 'text', maximum: 5, oneOf: ['one', 'three'] },
    count: { type: 'integer', minimum: 0 },
    share: { type: 'float', optional: true, minimum: 0, maximum: 1 },
    good: { type: 'boolean' },
    place: { type: 'struct', columns: { file: { type: 'text' }, line: { type: 'integer' } } },
  },
}
const right = { name: 'one', count: 3, share: 0.5, good: true, place: { file: 'a', line: 1 } }

test('a right row comes back with the declared columns alone, in the order of the schema', () => {
  const row = checkRow({ extra: 1, place: { line: 1, file: 'a', more: 2 }, good: true, count: 3, name: 'one', share: null }, schema)
  expect(JSON.stringify(row)).toBe('{"name":"one","count":3,"good":true,"place":{"file":"a","line":1}}')
})

test.each([
  ['no row', 'text', 'column "(row)" is the text "text", expected a measurement record'],
  ['a list', [1], 'column "(row)" is a list of 1, expected a measurement record'],
  ['a missing column', { naem: 'one' }, 'column "name" is missing (the row has: naem), expected one of one, three'],
  ['another value', { ...right, name: 'two' }, 'column "name" is the text "two", expected one of one, three'],
  ['null', { ...right, count: null }, 'column "count" is null, expected a whole number from 0 up'],
  ['a text for a number', { ...right, count: '3' }, 'column "count" is the text "3", expected a whole number from 0 up'],
  ['a fraction', { ...right, count: 0.5 }, 'column "count" is the number 0.5, expected a whole number from 0 up'],
  ['more than 32 bits', { ...right, count: 2 ** 31 }, 'column "count" is the number 2147483648, expected a whole number from 0 up'],
  ['too much', { ...right, share: 1.5 }, 'column "share" is the number 1.5, expected a finite number from 0 to 1'],
  ['not a number', { ...right, share: NaN }, 'column "share" is the number NaN, expected a finite number from 0 to 1'],
  ['a number for a truth', { ...right, good: 1 }, 'column "good" is the number 1, expected true or false'],
  [
    'half a character',
    { ...right, place: { file: 'a\ud83d', line: 1 } },
    'column "place.file" is text that is not well-formed (it has half of a surrogate pair)',
  ],
  ['a wrong column inside', { ...right, place: { file: 'a', line: [] } }, 'column "place.line" is a list of 0, expected a whole number'],
  ['a text for a record', { ...right, place: 'a:1' }, 'column "place" is the text "a:1", expected a record of file, line'],
])('%s is an error that names the column, what it got and what it expected', (_, row, message) => {
  expect(() => checkRow(row, schema)).toThrow(RowError)
  expect(() => checkRow(row, schema)).toThrow(message)
})

test('a function of 10 MB is refused, not cut', () => {
  const code = 'x'.repeat(10_000_000)
  expect(() => checkRow({ id: '1', code, fixed: '', language: 'java', split: 'train' }, repairSchema)).toThrow(
    `column "code" is text of 10000000 characters, expected text of at most ${longestText} characters`,
  )
})

test('a key of the prototype is no column', () => {
  expect(() => checkRow(Object.create(right) as unknown, schema)).toThrow('column "name" is missing')
})
