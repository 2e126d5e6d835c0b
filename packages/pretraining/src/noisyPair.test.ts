import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { noisyPair, sequences } from './sequences.js'

const codes = Array.from({ length: 30 }, (_, i) => `int f${i}(int a) {\n  return a + ${i};\n}`)
const tokenizer = trainBytePairEncoding(codes, { vocabularySize: 320 })
const { bos, eos, mask } = tokenizer.special

test('every window stands between <s> and </s> and together they are the code', () => {
  const windows = sequences(['x'.repeat(2) + codes.join('\n')], tokenizer, 40)
  for (const window of windows) {
    expect(window[0]).toBe(bos)
    expect(window.at(-1)).toBe(eos)
    expect(window.length).toBeLessThanOrEqual(40)
  }
  expect(`xx${codes.join('\n')}`.startsWith(tokenizer.decode(windows.flatMap((window) => window.slice(1, -1))))).toBe(true)
})

test('a noisy pair fits the length, keeps its target, and its labels name what stood at its places', () => {
  const [target = []] = sequences([codes.join('\n')], tokenizer, 200)
  for (let i = 0; i < 100; i++) {
    const pair = noisyPair(target, tokenizer, 1, `record ${i}`, 60)
    expect(pair.source.length).toBeLessThanOrEqual(60)
    expect(pair.target).toBe(target)
    expect(pair.positions).toHaveLength(pair.labels.length)
    for (const position of pair.positions) expect(position).toBeGreaterThan(0)
    expect(pair.positions.filter((p) => pair.source[p] === mask).length).toBe(pair.source.filter((id) => id === mask).length)
    expect(noisyPair(target, tokenizer, 1, `record ${i}`, 60)).toEqual(pair)
  }
})
