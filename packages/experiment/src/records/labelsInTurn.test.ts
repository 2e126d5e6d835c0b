import { labelsInTurn } from './labelsInTurn.js'

const inTurn = (answers: string): string => {
  const examples = [...answers].map((answer, i) => ({ id: String(i), code: '', answer, split: 'valid' as const }))
  return labelsInTurn(examples)
    .map(({ id, answer }) => `${answer}${id}`)
    .join(' ')
}

test('one of each label in turn, each in its order, and what is left of the longer one behind', () => {
  expect(inTurn('aaababa')).toBe('a0 b3 a1 b5 a2 a4 a6')
  expect(inTurn('ba')).toBe('b0 a1')
  expect(inTurn('')).toBe('')
})
