import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addedTokens } from './addedTokens.js'
import { repeatedKey } from './repeatedKey.js'
import { fromTokenizerJson, idsOf, mergeOf, withAdded } from './tokenizerJson.js'
import { checkVocabulary, type Vocabulary } from './vocabulary.js'

/**
 * Reads the tokenizer of a Hugging Face folder: tokenizer.json, or vocab.json and merges.txt with special_tokens_map.json and added_tokens.json where there are such.
 * Throws, naming the file, when none is there or one is not what it should be: cut off, larger than 256 MB, with a token written twice.
 */
export async function readTokenizerFolder(folder: string): Promise<Vocabulary> {
  const whole = join(folder, 'tokenizer.json')
  const text = await readText(whole)
  if (text !== undefined) return fromTokenizerJson(parse(text, whole), whole)
  const vocabularyPath = join(folder, 'vocab.json')
  const mergesPath = join(folder, 'merges.txt')
  const mapPath = join(folder, 'special_tokens_map.json')
  const addedPath = join(folder, 'added_tokens.json')
  const [vocabulary, merges, map, listed] = await Promise.all([vocabularyPath, mergesPath, mapPath, addedPath].map(readText))
  if (vocabulary === undefined || merges === undefined) {
    const found = vocabulary === undefined ? (merges === undefined ? 'neither' : 'only merges.txt') : 'only vocab.json'
    throw new Error(`${folder} holds no tokenizer: expected tokenizer.json, or vocab.json and merges.txt, and found ${found}`)
  }
  const ids = idsOf(parse(vocabulary, vocabularyPath), vocabularyPath)
  const placed = listed === undefined ? new Map<string, number>() : idsOf(parse(listed, addedPath), addedPath)
  const added = addedTokens(map === undefined ? {} : parse(map, mapPath), placed, ids, mapPath)
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

// CodeBERT's tokenizer.json has 2 MB; a vocabulary of a million tokens has about 60.
const largestBytes = 256e6

async function readText(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path)
    if (size > largestBytes) {
      throw new RangeError(`${path} has ${Math.round(size / 1e6)} MB, expected at most ${largestBytes / 1e6}. Is this a tokenizer's file?`)
    }
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

function parse(text: string, path: string): unknown {
  const json = parseText(text, path)
  const repeated = repeatedKey(text)
  if (!repeated) return json
  throw new Error(
    `${path} has "${repeated.key}" twice, the second time at character ${repeated.at}, expected every token once. Remove one.`,
  )
}

function parseText(text: string, path: string): unknown {
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
