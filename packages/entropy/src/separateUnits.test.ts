import { separateUnits, type Extent } from './separateUnits.js'

const statement = (start: number, end: number, depth = 0): Extent => ({ kind: 'statement', spans: [[start, end]], depth })
const identifier = (...starts: number[]): Extent => ({
  kind: 'identifier',
  spans: starts.map((start) => [start, start + 1] as const),
  depth: 0,
})

test('a trigger deep inside nested statements is counted once, at its own level', () => {
  const units = [statement(0, 100), statement(10, 90, 1), statement(20, 30, 2), statement(40, 50, 2), identifier(5, 95)]
  expect(separateUnits(units, [5.2, 5.1, 5, 0.1, 0.2])).toEqual([2, 3, 4])
})

test('a statement whose parts explain little stands for them', () => {
  const units = [statement(0, 50), statement(30, 49, 1), statement(60, 80)]
  expect(separateUnits(units, [5, 1, 0.1])).toEqual([0, 2])
  // A planted `if` and its body: the body alone explains much, but not all.
  expect(separateUnits(units, [3.3, 2.6, 0.1])).toEqual([0, 2])
  expect(separateUnits(units, [3.3, 3.2, 0.1])).toEqual([1, 2])
})

test('an identifier that occurs outside of a statement is a unit beside it', () => {
  expect(separateUnits([statement(10, 20), identifier(0, 12)], [1, 4])).toEqual([0, 1])
  expect(separateUnits([statement(10, 20), identifier(12, 15)], [4, 4])).toEqual([1])
})

test('a name that the code does not declare never stands for the statement that holds it', () => {
  const free: Extent = { ...identifier(12), role: 'free' }
  expect(separateUnits([statement(10, 20), free], [5, 5])).toEqual([0])
  expect(separateUnits([statement(10, 20), free, statement(14, 19, 1)], [5, 1, 4])).toEqual([0])
  expect(separateUnits([statement(10, 20), free, statement(14, 19, 1)], [5, 1, 4.8])).toEqual([1, 2])
})

test('statements over the same text count once, and no units give none', () => {
  expect(separateUnits([statement(0, 9, 1), statement(0, 9, 2)], [3, 3])).toEqual([1])
  expect(separateUnits([statement(0, 9, 1), statement(0, 9, 1)], [3, 3])).toEqual([1])
  expect(separateUnits([], [])).toEqual([])
})

test('a thousand levels of nesting are no trouble', () => {
  const units = Array.from({ length: 1000 }, (_, depth) => statement(depth, 4000 - depth, depth))
  expect(
    separateUnits(
      units,
      units.map(() => 2),
    ),
  ).toEqual([999])
})

test('a statement that stands in two places holds what lies in them, and nothing that lies between', () => {
  const twice: Extent = { kind: 'statement', spans: [[10, 20], [60, 70]], depth: 0 } // prettier-ignore
  const inner: Extent = { kind: 'statement', spans: [[12, 18], [62, 68]], depth: 1 } // prettier-ignore
  const units = [twice, inner, statement(30, 40), identifier(13, 63), identifier(14, 35), statement(5, 25)]
  expect(separateUnits(units, [5, 5, 1, 0.1, 0.1, 0.5])).toEqual([1, 2, 4, 5])
})
