import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { maskedText } from './maskedText.js'

const tokenizer = trainBytePairEncoding(
  Array.from({ length: 20 }, () => 'int count = count + 1; return count;'),
  { vocabularySize: 330 },
)
const { bos, eos, mask } = tokenizer.special
const hidden = { special: 'mask' } as const

test('a space before a mask belongs to the mask, as it does to a word', () => {
  const { ids, positions } = maskedText(tokenizer, ['return ', hidden, ';'], 100)
  expect(ids).toEqual([bos, ...tokenizer.encode('return').ids, mask, ...tokenizer.encode(';').ids, eos])
  expect(positions.map((position) => ids[position])).toEqual([mask])
})

test('text that spells <mask> is text', () => {
  const { positions } = maskedText(tokenizer, ['"<mask>" + ', hidden], 100)
  expect(positions).toHaveLength(1)
})

test('a text longer than the model is read through a window around its first masks', () => {
  const filler = 'count + 1;'.repeat(200)
  for (const pieces of [
    [hidden, filler],
    [filler, hidden, filler, hidden],
    [filler, hidden],
  ]) {
    const { ids, positions } = maskedText(tokenizer, pieces, 40)
    expect(ids).toHaveLength(40)
    expect([ids[0], ids[39]]).toEqual([bos, eos])
    expect(positions).toHaveLength(1)
  }
})
