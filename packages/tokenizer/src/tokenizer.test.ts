import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tokenizer as Library } from '@huggingface/tokenizers'
import { Tokenizer, type Encoding } from './tokenizer.js'
import { trainBytePairEncoding } from './trainBytePairEncoding.js'

const code = 'public int sum(int a, int b) {\n    return a + b; // naïve 😀\n}\n'
const tokenizer = trainBytePairEncoding([code, code, code], { vocabularySize: 300 })

const texts: Record<string, string> = {
  code,
  'line ends of Windows': 'int a;\r\n\r\n\tint b;\r',
  tabs: '\t\tif (x)\t{ }\t',
  'accents and scripts': 'naïve café Ж 你好 ½ Ⅷ',
  'combining marks': 'a\u0301 e\u0323\u0302 क्षि',
  emoji: '😀 x😀😀y 👩‍👩‍👧 🇩🇪',
  'surrogates that stand alone': 'a\ud83d b\ude00c \ude00\ud83d',
  'byte order mark and next line': '\ufeffclass A\u0085{\u00a0}',
  'control characters': '\u0000\u0001\u007f\u001f',
  'special tokens as text': '<s>a</s> <mask>\u0120<pad> <unk>',
  nothing: '',
}

/** The text that no token stands on, and whether spans go forward. */
function uncovered({ spans }: Encoding, text: string): string {
  let at = 0
  let left = ''
  for (const [start, end] of spans) {
    expect(start).toBeLessThan(end)
    if (start > at) left += text.slice(at, start)
    at = Math.max(at, end)
  }
  return left + text.slice(at)
}

describe.each(Object.entries(texts))('%s', (_, text) => {
  const encoding = tokenizer.encode(text)

  test('decodes to what was encoded', () => {
    expect(tokenizer.decode(encoding.ids)).toBe(text)
  })

  test('has a span for every token, and together they cover the text', () => {
    expect(encoding.spans).toHaveLength(encoding.ids.length)
    expect(uncovered(encoding, text)).toBe('')
  })

  test('a token of whole characters stands on its own text', () => {
    encoding.ids.forEach((id, i) => {
      const alone = tokenizer.decode([id])
      if (!alone.includes('\ufffd')) expect(text.slice(...(encoding.spans[i] ?? []))).toBe(alone)
    })
  })

  test('gives no special id', () => {
    expect(encoding.ids.filter((id) => id <= 3 || id === tokenizer.special.mask)).toEqual([])
  })
})

test('the parts of a character all span the whole character', () => {
  const { ids, spans } = trainBytePairEncoding([''], { vocabularySize: 261 }).encode('é😀')
  expect(ids).toHaveLength(6)
  expect(spans).toEqual([
    [0, 1],
    [0, 1],
    [1, 3],
    [1, 3],
    [1, 3],
    [1, 3],
  ])
})

test('pieces: only {special} becomes a special id, and spans count the joined text', () => {
  const { ids, spans } = tokenizer.encode(['int ', { special: 'mask' }, ' = <mask>', { special: 'unk' }])
  expect(ids.filter((id) => id === tokenizer.special.mask)).toHaveLength(1)
  const mask = ids.indexOf(tokenizer.special.mask)
  expect(spans[mask]).toEqual([4, 4])
  expect(ids.at(-1)).toBe(tokenizer.special.unk)
  expect(spans.at(-1)).toEqual([13, 13])
  expect(tokenizer.decode(ids)).toBe('int  = <mask>')
})

test('a special piece can take the space before it, as a word does', () => {
  const pieces = ['return ', { special: 'mask' }, ' ', { special: 'mask' }, ';'] as const
  const { ids, spans } = tokenizer.encode(pieces, { specialTakesSpace: true })
  const { mask } = tokenizer.special
  expect(ids).toEqual([...tokenizer.encode('return').ids, mask, mask, ...tokenizer.encode(';').ids])
  expect(spans.at(-1)).toEqual([8, 9])
})

test('special tokens written in a text are found only on request, with the white space that they take', () => {
  const { unk, mask } = tokenizer.special
  const { ids, spans } = tokenizer.encodeWithSpecials('a \t<mask> b<unk> c')
  expect(ids).toEqual([...tokenizer.encode('a').ids, mask, ...tokenizer.encode(' b').ids, unk, ...tokenizer.encode(' c').ids])
  expect(spans[ids.indexOf(mask)]).toEqual([3, 9])
  expect(spans.at(-1)?.[1]).toBe('a \t<mask> b<unk> c'.length)
})

test('written to a folder and read again, it gives the same ids, also to the library on its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokenizer-'))
  try {
    await tokenizer.save(folder)
    const again = await Tokenizer.fromFolder(folder)
    const library = new Library(again.toJson() as object, {})
    for (const text of Object.values(texts)) expect(again.encode(text)).toEqual(tokenizer.encode(text))
    expect(library.encode(code, { add_special_tokens: false }).ids).toEqual(tokenizer.encode(code).ids)
    expect(library.encode('a <mask>', { add_special_tokens: true }).ids).toEqual([0, ...tokenizer.encodeWithSpecials('a <mask>').ids, 2])
    expect({ ...again.special }).toEqual({ bos: 0, pad: 1, eos: 2, unk: 3, mask: again.vocabularySize - 1 })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('bytes that are no UTF-8 decode to the replacement character; special ids are left out', () => {
  const lone = tokenizer.idOf('ð') ?? -1
  expect(tokenizer.decode([0, lone, ...tokenizer.encode('a').ids, 2, tokenizer.special.mask])).toBe('\ufffda')
})

test('an id that no token has is an error', () => {
  expect(() => tokenizer.decode([tokenizer.vocabularySize])).toThrow(
    `no token has the id ${tokenizer.vocabularySize}, expected a whole number from 0 to`,
  )
  expect(() => tokenizer.tokenOf(-1)).toThrow('no token has the id -1')
  expect(tokenizer.idOf('nowhere')).toBeUndefined()
})

test('ten megabytes in one word, or of hostile white space, take seconds and come back whole', () => {
  for (const text of ['a'.repeat(5e6), `${' '.repeat(5e6)}x`]) {
    const { ids, spans } = tokenizer.encode(text)
    expect(tokenizer.decode(ids) === text).toBe(true)
    expect(spans.at(-1)?.[1]).toBe(text.length)
  }
})
