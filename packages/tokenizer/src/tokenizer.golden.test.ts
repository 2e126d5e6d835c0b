import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Tokenizer } from './tokenizer.js'

const shared = process.env.CODEPURIFY_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const present = existsSync(join(shared, 'golden/tokenizer'))
const whenPresent = present ? describe : describe.skip
if (!present)
  console.info(`No reference data in ${shared}: what Hugging Face's own tokenizer gives is not compared. Set CODEPURIFY_SHARED.`)

interface Expected {
  readonly texts: readonly string[]
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly vocab_size: number
        readonly mask: number
        readonly encode: readonly number[][]
        readonly decode_skip_special_no_cleanup: readonly string[]
      }
    >
  >
}

whenPresent('the slow Hugging Face tokenizer', () => {
  test.each(['roberta', 'roberta_strmap', 'codet5'])('%s: ids, decoding and sizes are the same', async (name) => {
    const { texts, sets } = JSON.parse(readFileSync(join(shared, 'golden/tokenizer/expected.json'), 'utf8')) as Expected
    const set = sets[name]
    const tokenizer = await Tokenizer.fromFolder(join(shared, 'golden/tokenizer', name))
    expect(tokenizer.vocabularySize).toBe(set?.vocab_size)
    expect(tokenizer.special.mask).toBe(set?.mask)
    texts.forEach((text, i) => {
      const { ids } = tokenizer.encodeWithSpecials(text)
      expect([tokenizer.special.bos, ...ids, tokenizer.special.eos]).toEqual(set?.encode[i])
      expect(tokenizer.decode(ids)).toBe(set?.decode_skip_special_no_cleanup[i])
      expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text)
    })
    // and saved, in the other file format
    const again = await savedAndRead(tokenizer)
    for (const text of texts) expect(again.encodeWithSpecials(text)).toEqual(tokenizer.encodeWithSpecials(text))
    expect({ ...again.special }).toEqual({ ...tokenizer.special })
    expect(again.toJson()).toEqual(tokenizer.toJson())
  })

  test('the real CodeBERT vocabulary gives the published ids', async () => {
    const tokenizer = await tokenizerOf('datasets/tokenizers/codebert')
    expect(tokenizer.vocabularySize).toBe(50_265)
    expect({ ...tokenizer.special }).toEqual({ bos: 0, pad: 1, eos: 2, unk: 3, mask: 50_264 })
    expect(tokenizer.encode('This is an example').ids).toEqual([713, 16, 41, 1246])
    expect(tokenizer.encode('Test sentence with').ids).toEqual([34603, 3645, 19])
    expect(tokenizer.encode('Question?').ids).toEqual([45641, 116])
    expect(tokenizer.encode('Answer').ids).toEqual([33683])
  })

  test('the real CodeT5 vocabulary gets its hundred sentinels, counting down to the last id', async () => {
    const real = await tokenizerOf('datasets/tokenizers/codet5')
    for (const tokenizer of [real, await savedAndRead(real)]) {
      expect(tokenizer.vocabularySize).toBe(32_100)
      expect({ ...tokenizer.special }).toEqual({ pad: 0, bos: 1, eos: 2, unk: 3, mask: 4 })
      expect([0, 1, 99, 100].map((n) => tokenizer.extraId(n))).toEqual([32_099, 32_098, 32_000, undefined])
      expect(tokenizer.encodeWithSpecials('int <extra_id_0>;').ids).toEqual([
        ...tokenizer.encode('int').ids,
        32_099,
        ...tokenizer.encode(';').ids,
      ])
      expect(Math.max(...tokenizer.encode('int <extra_id_0>;').ids)).toBeLessThan(32_000)
    }
  })

  test('the sentinels of the reference vocabulary are found by their numbers', async () => {
    const tokenizer = await tokenizerOf('golden/tokenizer/codet5')
    expect([0, 1, 99].map((n) => tokenizer.extraId(n))).toEqual([1860, 1859, 1761])
    const roberta = await tokenizerOf('golden/tokenizer/roberta')
    expect(roberta.extraId(0)).toBeUndefined()
  })

  test.each([
    ['bugs2fix_small/valid.jsonl.gz', 'buggy'],
    ['devign/valid.jsonl.gz', 'func'],
    ['bigclonebench/data.jsonl.gz', 'func'],
  ])('%s: every 40th function comes back from both real vocabularies, covered by its spans', async (file, column) => {
    const lines = gunzipSync(readFileSync(join(shared, 'datasets', file)))
      .toString()
      .trimEnd()
      .split('\n')
    const texts = lines.filter((_, i) => i % 40 === 0).map((line) => (JSON.parse(line) as Readonly<Record<string, string>>)[column] ?? '')
    expect(texts.length).toBeGreaterThan(50)
    for (const name of ['codebert', 'codet5']) {
      const tokenizer = await tokenizerOf(`datasets/tokenizers/${name}`)
      for (const text of texts) {
        const { ids, spans } = tokenizer.encode(text)
        expect(tokenizer.decode(ids)).toBe(text)
        expect(spans.every(([start], i) => start <= (spans[i - 1]?.[1] ?? 0))).toBe(true)
        expect([spans[0]?.[0], spans.at(-1)?.[1]]).toEqual([0, text.length])
      }
    }
  })

  test('a tokenizer.json that lower-cases and puts a space in front is read', async () => {
    const tokenizer = await Tokenizer.fromFolder(join(shared, 'datasets/codebert_3mb/clone'))
    expect(tokenizer.decode(tokenizer.encode('Public INT x;').ids)).toBe(' public int x;')
    expect(() => tokenizer.special.mask).toThrow('no special token <mask>')
  })
})

const read = new Map<string, Promise<Tokenizer>>()

/** The tokenizer of a folder, read once for all tests. */
function tokenizerOf(folder: string): Promise<Tokenizer> {
  const known = read.get(folder) ?? Tokenizer.fromFolder(join(shared, folder))
  read.set(folder, known)
  return known
}

async function savedAndRead(tokenizer: Tokenizer): Promise<Tokenizer> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenizer-'))
  try {
    await tokenizer.save(folder)
    return await Tokenizer.fromFolder(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
