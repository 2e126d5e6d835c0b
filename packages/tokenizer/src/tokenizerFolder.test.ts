import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { byteCharacters } from './byteAlphabet.js'
import { Tokenizer } from './tokenizer.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-'))
})
afterEach(() => rm(folder, { recursive: true }))

const tokens = ['<s>', '<pad>', '</s>', '<unk>', ...byteCharacters, 'in', 'int', '##', '<mask>']
const vocabulary = Object.fromEntries(tokens.map((token, id) => [token, id]))
const merges = '#version: 0.2\ni n\nin t\n# #\n'

async function write(files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}

test('vocab.json and merges.txt: a merge may start with #', async () => {
  await write({ 'vocab.json': vocabulary, 'merges.txt': merges })
  const tokenizer = await Tokenizer.fromFolder(folder)
  expect(tokenizer.encode('int##').ids).toEqual([261, 262])
  expect(tokenizer.special.mask).toBe(263)
})

test('merges.txt with the line ends of Windows', async () => {
  await write({ 'vocab.json': vocabulary, 'merges.txt': merges.replaceAll('\n', '\r\n') })
  expect((await Tokenizer.fromFolder(folder)).encode('int').ids).toEqual([261])
})

test('special tokens that the vocabulary lacks get the next ids', async () => {
  const map = {
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    mask_token: '<mask>',
    additional_special_tokens: ['<x>', '<y>'],
  }
  await write({ 'vocab.json': vocabulary, 'merges.txt': merges, 'special_tokens_map.json': map })
  const tokenizer = await Tokenizer.fromFolder(folder)
  expect([tokenizer.idOf('<x>'), tokenizer.idOf('<y>'), tokenizer.vocabularySize]).toEqual([264, 265, 266])
  expect(tokenizer.encodeWithSpecials('int <y> int').ids).toEqual([261, 265, 261])
  expect(tokenizer.encode('<x>').ids).not.toContain(264)
})

test('added_tokens.json places tokens; the map says how they are found', async () => {
  const map = {
    mask_token: { content: '<mask>', lstrip: true },
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
  }
  await write({
    'vocab.json': vocabulary,
    'merges.txt': merges,
    'special_tokens_map.json': map,
    'added_tokens.json': { '<y>': 264, '<x>': 265 },
  })
  const tokenizer = await Tokenizer.fromFolder(folder)
  expect([tokenizer.idOf('<x>'), tokenizer.idOf('<y>'), tokenizer.vocabularySize]).toEqual([265, 264, 266])
  expect(tokenizer.encodeWithSpecials('int <y> <mask>').ids).toEqual([261, 264, 263])
})

test("a vocabulary that starts as CodeT5's gets its sentinels, and keeps those that it has", async () => {
  const codet5 = ['<pad>', '<s>', '</s>', '<unk>', '<mask>', ...byteCharacters]
  const numbered = (list: string[]): Record<string, number> => Object.fromEntries(list.map((token, id) => [token, id]))
  await write({ 'vocab.json': numbered(codet5), 'merges.txt': '' })
  const bare = await Tokenizer.fromFolder(folder)
  expect([bare.vocabularySize, bare.extraId(99), bare.extraId(0)]).toEqual([361, 261, 360])
  await write({ 'vocab.json': numbered([...codet5, '<extra_id_1>', '<extra_id_0>']), 'merges.txt': '' })
  const own = await Tokenizer.fromFolder(folder)
  expect([own.vocabularySize, own.extraId(2), own.extraId(1), own.extraId(0)]).toEqual([263, undefined, 261, 262])
  expect(own.encode('<extra_id_0>').ids).not.toContain(262)
  await write({ 'vocab.json': numbered(codet5), 'added_tokens.json': { '<extra_id_0>': 261 } })
  expect((await Tokenizer.fromFolder(folder)).vocabularySize).toBe(262)
})

test('a token or a merge that is written twice is an error', async () => {
  const twice = JSON.stringify(vocabulary).replace('"in":260', '"in":260,"in":261')
  await write({ 'vocab.json': twice, 'merges.txt': merges })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('vocab.json has "in" twice, the second time at character')
  await write({ 'vocab.json': vocabulary, 'merges.txt': `${merges}i n\n` })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('merge 4 ("i n") is the same as merge 1, expected every merge once')
  await write({ 'tokenizer.json': `{"added_tokens": [], "model": {"type": "BPE", "merges": [], "vocab": ${twice}}}` })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('tokenizer.json has "in" twice')
})

test.each([
  [{ mask_token: 3 }, 'special_tokens_map.json: mask_token is 3, expected a token'],
  [{ additional_special_tokens: 'x' }, 'special_tokens_map.json: additional_special_tokens is "x", expected a list'],
  [{ additional_special_tokens: [{ lstrip: true }] }, 'additional_special_tokens is {"lstrip":true}, expected a token'],
  [{ bos_token: 'A' }, 'the added token "A" is how a byte is written'],
  [[], 'special_tokens_map.json is [], expected an object'],
])('special_tokens_map.json: %j is an error that names it', async (map, message) => {
  await write({ 'vocab.json': vocabulary, 'merges.txt': merges, 'special_tokens_map.json': map })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow(message)
})

test('a file that is far too large is refused before it is read', async () => {
  await write({ 'vocab.json': '{}', 'merges.txt': '' })
  await truncate(join(folder, 'vocab.json'), 300e6)
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('vocab.json has 300 MB, expected at most 256')
})

test('with ignore_merges too, a word that spells a special token stays text', () => {
  const odd = { ...vocabulary, '==': 264 }
  const json = {
    added_tokens: [...['<s>', '<pad>', '</s>', '<unk>'].map((content, id) => ({ id, content })), { id: 264, content: '==' }],
    pre_tokenizer: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: odd, merges: [], ignore_merges: true },
  }
  const tokenizer = Tokenizer.fromJson(json)
  expect(tokenizer.encode('==').ids).toEqual([vocabulary['='], vocabulary['=']])
})

test('an empty folder says what was looked for', async () => {
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow(
    'holds no tokenizer: expected tokenizer.json, or vocab.json and merges.txt, and found neither',
  )
  await write({ 'vocab.json': vocabulary })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('found only vocab.json')
})

test.each([
  ['two tokens with one id', { ...vocabulary, int: 260 }, merges, 'the id 260 belongs to both "in" and "int"'],
  [
    'an id that nobody has',
    { ...vocabulary, int: 900 },
    merges,
    'no token has the id 261, expected the 264 tokens to have the ids 0 to 263',
  ],
  ['a fraction as id', { ...vocabulary, int: 1.5 }, merges, 'the token "int" has the id 1.5, expected a whole number'],
  ['a text as id', { ...vocabulary, int: 'x' }, merges, 'vocab.json: "int" is "x", expected a number'],
  [
    'fewer tokens than the highest id',
    { ...vocabulary, '<mask>': 5000 },
    merges,
    'no token has the id 263, expected the 264 tokens to have',
  ],
  ['a list', [], merges, 'vocab.json is [], expected an object'],
  ['half a file', '{"<s>": 0, "<pa', merges, 'vocab.json is not JSON'],
  ['a merge of three', vocabulary, `${merges}a b c\n`, 'merges.txt: line 5: got "a b c", expected two tokens'],
  ['an empty line among the merges', vocabulary, 'i n\n\nin t\n', 'merges.txt: line 2: got ""'],
  ['a merge of another tokenizer', vocabulary, 'x y\n', 'merge 1 ("x y") needs the token "xy", which the vocabulary lacks'],
])('%s is an error that says so', async (_, vocab, text, message) => {
  await write({ 'vocab.json': vocab, 'merges.txt': text })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow(message)
})

test('a vocabulary without some byte is an error', async () => {
  const short = Object.fromEntries(tokens.filter((token) => token !== 'A').map((token, id) => [token, id]))
  await write({ 'vocab.json': short, 'merges.txt': merges })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('byte 0x41 (written "A") has no token, expected all 256')
})

test('a merge that spells a special token is an error', async () => {
  const spelled = ['<s>', '<pad>', '</s>', '<unk>', ...byteCharacters, '<s', '<mask>']
  await write({ 'vocab.json': Object.fromEntries(spelled.map((token, id) => [token, id])), 'merges.txt': '< s\n<s >\n' })
  await expect(Tokenizer.fromFolder(folder)).rejects.toThrow('merge 2 ("<s >") gives the special token "<s>"')
})

test.each([
  [{ normalizer: { type: 'NFC' } }, 'normalizer is {"type":"NFC"}, expected none or Lowercase'],
  [{ pre_tokenizer: { type: 'Whitespace' } }, 'pre_tokenizer is {"type":"Whitespace"}, expected ByteLevel'],
  [{ model: { type: 'Unigram' } }, 'model.type is "Unigram", expected "BPE"'],
  [{ model: { type: 'BPE', byte_fallback: true } }, 'model.byte_fallback is true, expected none'],
  [{ added_tokens: [{ id: 5, content: '<s>' }] }, 'the added token "<s>" has the id 5, but 0 in the vocabulary'],
  [{ added_tokens: [0, 0].map((id) => ({ id, content: '<s>' })) }, 'the added token "<s>" is listed twice'],
  [{ added_tokens: [] }, 'the tokenizer has no special token <s>: it is in the vocabulary, but not among the added tokens'],
])('tokenizer.json: %j is an error that names it', (change, message) => {
  const model = { type: 'BPE', vocab: vocabulary, merges: [['i', 'n'], 'in t'] }
  const json = { added_tokens: [], pre_tokenizer: { type: 'ByteLevel' }, model }
  expect(() => Tokenizer.fromJson({ ...json, ...change })).toThrow(message)
})
