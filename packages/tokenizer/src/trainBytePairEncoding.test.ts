import { random } from '@codepurify/metrics'
import { byteCharacters, toByteLevel } from './byteAlphabet.js'
import { trainBytePairEncoding } from './trainBytePairEncoding.js'
import { words } from './words.js'

interface Written {
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly merges: readonly string[] }
}

/** Byte-pair encoding as first written down (Sennrich et al., 2016, algorithm 1): count everything again for every merge. */
function trainSlowly(texts: readonly string[], merges: number, minimum: number): string[] {
  const sequences = texts.flatMap((text) => words(text).map((word) => Array.from(toByteLevel(word))))
  const age = new Map(byteCharacters.map((character, i) => [character, i]))
  const found: string[] = []
  while (found.length < merges) {
    const counts = new Map<string, number>()
    for (const s of sequences)
      for (let i = 1; i < s.length; i++) counts.set(`${s[i - 1]} ${s[i]}`, (counts.get(`${s[i - 1]} ${s[i]}`) ?? 0) + 1)
    const order = (pair: string): number => pair.split(' ').reduce((sum, token) => sum * 1e6 + (age.get(token) ?? 0), 0)
    const [best] = [...counts].filter(([, n]) => n >= minimum).sort((a, b) => b[1] - a[1] || order(a[0]) - order(b[0]))
    if (!best) break
    const merged = best[0].replace(' ', '')
    found.push(best[0])
    age.set(merged, age.size)
    for (const s of sequences) for (let i = 0; i + 1 < s.length; i++) if (`${s[i]} ${s[i + 1]}` === best[0]) s.splice(i, 2, merged)
  }
  return found
}

function mergesOf(texts: Iterable<string>, vocabularySize: number, minimumFrequency: number): readonly string[] {
  return (trainBytePairEncoding(texts, { vocabularySize, minimumFrequency }).toJson() as Written).model.merges
}

test.each([1, 2, 3, 4, 5])('merges as the plain algorithm does, on texts of few letters (seed %i)', (seed) => {
  const source = random(seed)
  const letters = ['a', 'b', 'aa', 'ab ', 'é', ' ', '(', '=']
  const texts = Array.from({ length: 30 }, () => Array.from({ length: 60 }, () => source.pick(letters)).join(''))
  const merges = mergesOf(texts, 261 + 40, 2)
  expect(merges).toEqual(trainSlowly(texts, 40, 2))
  expect(mergesOf(source.shuffle(texts), 261 + 40, 2)).toEqual(merges)
})

test("has RoBERTa's layout: <s> <pad> </s> <unk> first, <mask> last", () => {
  const { vocab } = (trainBytePairEncoding(['abab abab'], { vocabularySize: 263 }).toJson() as Written).model
  expect(['<s>', '<pad>', '</s>', '<unk>'].map((token) => vocab[token])).toEqual([0, 1, 2, 3])
  expect(vocab['<mask>']).toBe(262)
  expect(vocab.ab).toBe(260)
})

test('stops when no pair is frequent enough', () => {
  expect(trainBytePairEncoding(['ab cd'], { vocabularySize: 1000 }).vocabularySize).toBe(261)
  expect(trainBytePairEncoding(['ab ab'], { vocabularySize: 1000 }).vocabularySize).toBe(262)
})

test('never learns a special token from text that is full of them', () => {
  const hostile = '<mask>'.repeat(50)
  const tokenizer = trainBytePairEncoding([hostile, hostile, '<s> <s> <s> </s> </s>'], { vocabularySize: 400 })
  expect(tokenizer.encode('<mask><s>').ids).not.toContain(tokenizer.special.mask)
  expect(tokenizer.decode(tokenizer.encode('<mask><s></s>').ids)).toBe('<mask><s></s>')
})

test('reports progress up to the end', () => {
  const seen: number[] = []
  trainBytePairEncoding(['abcd abcd'], { vocabularySize: 1000, onProgress: (done) => seen.push(done) })
  expect(seen.at(-1)).toBe(3)
})

test('a vocabulary that cannot hold the bytes is an error', () => {
  expect(() => trainBytePairEncoding([], { vocabularySize: 100 })).toThrow('vocabularySize is 100, expected a whole number of at least 261')
})
