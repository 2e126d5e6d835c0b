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

test("has CodeT5's layout on request: <pad> <s> </s> <unk> <mask> first, <extra_id_99> to <extra_id_0> last", () => {
  const tokenizer = trainBytePairEncoding(['abab abab'], { vocabularySize: 363, layout: 'codet5' })
  expect(['<pad>', '<s>', '</s>', '<unk>', '<mask>', '!'].map((token) => tokenizer.idOf(token))).toEqual([0, 1, 2, 3, 4, 38])
  expect({ ...tokenizer.special }).toEqual({ pad: 0, bos: 1, eos: 2, unk: 3, mask: 4 })
  expect([tokenizer.idOf('ab'), tokenizer.extraId(99), tokenizer.extraId(0), tokenizer.vocabularySize]).toEqual([261, 263, 362, 363])
  expect([tokenizer.extraId(100), tokenizer.extraId(-1), tokenizer.extraId(0.5)]).toEqual([undefined, undefined, undefined])
  expect(trainBytePairEncoding([''], { vocabularySize: 500 }).extraId(0)).toBeUndefined()
  expect(trainBytePairEncoding([''], { vocabularySize: 500, layout: 'codet5', extraIds: 2 }).extraId(1)).toBe(261)
})

test('a sentinel that is written in a text stays text', () => {
  const hostile = 'x <extra_id_0> = "<extra_id_99>";'
  const tokenizer = trainBytePairEncoding(Array<string>(20).fill(hostile), { vocabularySize: 500, layout: 'codet5' })
  const { ids } = tokenizer.encode([hostile, { special: 'mask' }, '<extra_id_5>'])
  expect(ids.filter((id) => id <= 3 || id >= (tokenizer.extraId(99) ?? 0))).toEqual([])
  expect(tokenizer.decode(ids)).toBe(`${hostile}<extra_id_5>`)
  expect(tokenizer.encodeWithSpecials(hostile).ids).toContain(tokenizer.extraId(99))
})

test.each([
  [
    { vocabularySize: 300, layout: 'codet5' as const },
    'vocabularySize is 300, expected a whole number of at least 361: 105 special tokens',
  ],
  [{ vocabularySize: 500, extraIds: 3 }, 'extraIds is 3, expected a whole number from 0 to 0 in the layout "roberta"'],
  [{ vocabularySize: 500, layout: 'codet5' as const, extraIds: 1e9 }, 'extraIds is 1000000000, expected a whole number from 0 to 10000'],
  [{ vocabularySize: 500, layout: 'toString' as 'codet5' }, 'layout is "toString", expected one of roberta, codet5'],
])('%j is an error that says what was expected', (options, message) => {
  expect(() => trainBytePairEncoding([], options)).toThrow(message)
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
