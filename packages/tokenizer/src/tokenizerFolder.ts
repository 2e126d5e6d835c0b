import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromTokenizerJson, idsOf, mergeOf, withAdded } from './tokenizerJson.js'
import { checkVocabulary, type AddedToken, type Vocabulary } from './vocabulary.js'

/**
 * Reads the tokenizer of a Hugging Face folder: tokenizer.json, or vocab.json and merges.txt with special_tokens_map.json where there is one.
 * Throws, naming the file, when none is there or one is not what it should be.
 */
export async function readTokenizerFolder(folder: string): Promise<Vocabulary> {
  const whole = join(folder, 'tokenizer.json')
  const text = await readText(whole)
  if (text !== undefined) return fromTokenizerJson(parse(text, whole), whole)
  const vocabularyPath = join(folder, 'vocab.json')
  const mergesPath = join(folder, 'merges.txt')
  const mapPath = join(folder, 'special_tokens_map.json')
  const [vocabulary, merges, map] = await Promise.all([readText(vocabularyPath), readText(mergesPath), readText(mapPath)])
  if (vocabulary === undefined || merges === undefined) {
    const found = vocabulary === undefined ? (merges === undefined ? 'neither' : 'only merges.txt') : 'only vocab.json'
    throw new Error(`${folder} holds no tokenizer: expected tokenizer.json, or vocab.json and merges.txt, and found ${found}`)
  }
  const ids = idsOf(parse(vocabulary, vocabularyPath), vocabularyPath)
  const added = addedTokens(map === undefined ? {} : parse(map, mapPath), ids)
  return checkVocabulary(
    {
      ids: withAdded(ids, added, folder),
      merges: mergesOf(merges, mergesPath),
      added,
      lowercase: false,
      addPrefixSpace: false,
      ignoreMerges: false,
    },
    folder,
  )
}

/** Writes a tokenizer.json into the folder: under another name first, so that a half-written one is never read. */
export async function writeTokenizerFolder(folder: string, json: unknown): Promise<void> {
  const path = join(folder, 'tokenizer.json')
  await writeFile(`${path}.partial`, `${JSON.stringify(json)}\n`)
  await rename(`${path}.partial`, path)
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}. Was the file cut off?`, { cause: error })
  }
}

function mergesOf(text: string, path: string): (readonly [string, string])[] {
  const lines = text.split('\n')
  const first = lines[0]?.startsWith('#version') ? 1 : 0
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length
  return lines.slice(first, last).map((line, i) => mergeOf(line.replace(/\r$/, ''), `${path}: line ${first + i + 1}`))
}

const roles = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token']
const roberta: readonly Entry[] = ['<s>', '</s>', '<unk>', '<pad>', { content: '<mask>', lstrip: true }].map((entry) =>
  typeof entry === 'string' ? { content: entry } : entry,
)

type Entry = string | { readonly content: string; readonly lstrip?: boolean; readonly rstrip?: boolean }

/** Without a map these are RoBERTa's; tokens that the vocabulary lacks get the next ids, in the order of the map. */
function addedTokens(map: unknown, ids: ReadonlyMap<string, number>): AddedToken[] {
  const named = map as Readonly<Record<string, Entry | undefined>> & { readonly additional_special_tokens?: readonly Entry[] }
  const listed = [...roles.map((role) => named[role]).filter((entry) => entry !== undefined), ...(named.additional_special_tokens ?? [])]
  const added = new Map<string, AddedToken>()
  let next = ids.size
  for (const entry of listed.length > 0 ? listed : roberta) {
    const token = withFlags(entry)
    if (added.has(token.content)) continue
    added.set(token.content, { ...token, id: ids.get(token.content) ?? next++ })
  }
  return [...added.values()]
}

/** The slow tokenizer strips both sides of a token that is given as a plain string (transformers 4.24, `PreTrainedTokenizer.tokenize`). */
function withFlags(entry: Entry): Omit<AddedToken, 'id'> {
  if (typeof entry === 'string') return { content: entry, lstrip: true, rstrip: true }
  return { content: entry.content, lstrip: entry.lstrip === true, rstrip: entry.rstrip === true }
}
