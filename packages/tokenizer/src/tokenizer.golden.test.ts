import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
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
    // and through the other file format
    const again = Tokenizer.fromJson(JSON.parse(JSON.stringify(tokenizer.toJson())))
    for (const text of texts) expect(again.encodeWithSpecials(text)).toEqual(tokenizer.encodeWithSpecials(text))
  })

  test('the real CodeBERT vocabulary gives the published ids', async () => {
    const tokenizer = await Tokenizer.fromFolder(join(shared, 'datasets/tokenizers/codebert'))
    expect(tokenizer.vocabularySize).toBe(50_265)
    expect({ ...tokenizer.special }).toEqual({ bos: 0, pad: 1, eos: 2, unk: 3, mask: 50_264 })
    expect(tokenizer.encode('This is an example').ids).toEqual([713, 16, 41, 1246])
    expect(tokenizer.encode('Test sentence with').ids).toEqual([34603, 3645, 19])
    expect(tokenizer.encode('Question?').ids).toEqual([45641, 116])
    expect(tokenizer.encode('Answer').ids).toEqual([33683])
  })

  test('a tokenizer.json that lower-cases and puts a space in front is read', async () => {
    const tokenizer = await Tokenizer.fromFolder(join(shared, 'datasets/codebert_3mb/clone'))
    expect(tokenizer.decode(tokenizer.encode('Public INT x;').ids)).toBe(' public int x;')
    expect(() => tokenizer.special.mask).toThrow('no special token <mask>')
  })
})
