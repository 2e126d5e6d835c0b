import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { codeWindows } from './codeWindows.js'

const codes = Array.from({ length: 30 }, (_, i) => `int f${i}(int a) {\n  return a + ${i};\n}`)
const tokenizer = trainBytePairEncoding(codes, { vocabularySize: 320 })
const { bos, eos } = tokenizer.special

test('every window stands between <s> and </s>, says where it is from, and together they are the code', () => {
  const [first = '', second = ''] = [`xx${codes.join('\n')}`, codes.join(' ')]
  const windows = codeWindows([first, second], tokenizer, 40)
  for (const { ids, record, start } of windows) {
    expect(ids[0]).toBe(bos)
    expect(ids.at(-1)).toBe(eos)
    expect(ids.length).toBeLessThanOrEqual(40)
    expect(ids.slice(1, -1)).toEqual(tokenizer.encode(record === 0 ? first : second).ids.slice(start, start + ids.length - 2))
  }
  const own = windows.filter(({ record }) => record === 0).flatMap(({ ids }) => ids.slice(1, -1))
  expect(first.startsWith(tokenizer.decode(own))).toBe(true)
})
