import { groupCount, halves, independentFirst, partsApart } from './independent.js'
import type { Example } from '../task.js'

const example = (id: string, group?: string | readonly string[]): Example => ({ id, code: '', answer: '', split: 'test', ...(group === undefined ? {} : { group }) }) // prettier-ignore
const ids = (examples: readonly Example[]): string => examples.map(({ id }) => id).join(' ')
const mixed = [
  example('a1', 'a'),
  example('a2', 'a'),
  example('b1', 'b'),
  example('x'),
  example('a3', 'a'),
  example('b2', 'b'),
  example('y'),
]

test('one of each group comes first, in the order given; the others are only used when groups run out', () => {
  expect(ids(independentFirst(mixed))).toBe('a1 b1 x y a2 a3 b2')
  expect(groupCount(independentFirst(mixed).slice(0, 4))).toBe(4)
  expect(groupCount(mixed)).toBe(4)
})

test('a record without a group stands alone, whatever groups are called', () => {
  expect(groupCount([example('a'), example('b', 'a')])).toBe(2)
})

test('halves share no group', () => {
  const [one, two] = halves(mixed)
  expect(ids(one)).toBe('a1 a2 b1 a3 b2')
  expect(ids(two)).toBe('x y')
})

const pairs = [
  example('ab', ['a', 'b']),
  example('bc', ['b', 'c']),
  example('cd', ['c', 'd']),
  example('xy', ['x', 'y']),
  example('aa', ['a', 'a']),
  example('yz', ['y', 'z']),
]

test('records of several groups are independent where they share none', () => {
  expect(ids(independentFirst(pairs))).toBe('ab cd xy bc aa yz')
  expect(groupCount(pairs)).toBe(3)
  expect(groupCount(independentFirst(pairs))).toBe(3)
})

test('halves keep together what hangs together through a third', () => {
  expect(halves(pairs).map(ids)).toEqual(['ab bc cd aa', 'xy yz'])
})

test('parts of which some share a group are set apart, and it is said which gives way', () => {
  const split = (one: Example, part: Example['split']): Example => ({ ...one, split: part })
  const parts = [
    split(example('1', ['a', 'b']), 'train'),
    split(example('2', ['c', 'd']), 'train'),
    split(example('3', ['e', 'f']), 'train'),
    split(example('4', ['b', 'x']), 'valid'),
    split(example('5', ['y', 'f']), 'valid'),
    split(example('6', ['x', 'z']), 'test'),
    split(example('7'), 'train'),
  ]
  // 4 goes for the sake of 6, so that 1 may stay
  expect(ids(partsApart(parts, 'earlier'))).toBe('6 5 1 2 7')
  expect(ids(partsApart(parts, 'later'))).toBe('1 2 3 7 6')
})
