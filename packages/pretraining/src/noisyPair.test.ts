import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { codeWindows } from './codeWindows.js'
import { noisyPairs } from './noisyPair.js'

const codes = Array.from({ length: 30 }, (_, i) => `int f${i}(int a) {\n  return a + ${i};\n}`)

test.each(['roberta', 'codet5'] as const)(
  'a noisy pair fits the length, keeps its target, and its labels name what stood at its places (%s)',
  (layout) => {
    const tokenizer = trainBytePairEncoding(codes, { vocabularySize: 420, layout })
    const { mask } = tokenizer.special
    const [{ ids: target } = { ids: [] }] = codeWindows([codes.join('\n')], tokenizer, 200)
    const pairOf = noisyPairs(tokenizer, { seed: 1, maximumLength: 60 })
    for (let i = 0; i < 100; i++) {
      const pair = pairOf(target, `record ${i}`)
      expect(pair.source.length).toBeLessThanOrEqual(60)
      expect(pair.target).toBe(target)
      expect(pair.positions).toHaveLength(pair.labels.length)
      for (const position of pair.positions) expect(position).toBeGreaterThan(0)
      expect(pair.positions.filter((p) => pair.source[p] === mask).length).toBe(pair.source.filter((id) => id === mask).length)
      expect(pairOf(target, `record ${i}`)).toEqual(pair)
    }
  },
)
