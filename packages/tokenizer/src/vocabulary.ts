import { byteCharacters } from './byteAlphabet.js'

/** A token that is never found by merging: the special ones, and what a checkpoint has added. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  /** Where the token is recognised inside a text, the white space on its left goes too. */
  readonly lstrip: boolean
  /** The same on its right. */
  readonly rstrip: boolean
}

/** All that a byte-level BPE tokenizer is made of. */
export interface Vocabulary {
  /** Every token that merging can give, in the byte alphabet, and the added ones. */
  readonly ids: ReadonlyMap<string, number>
  /** Pairs of tokens, the most urgent first. */
  readonly merges: readonly (readonly [string, string])[]
  readonly added: readonly AddedToken[]
  readonly lowercase: boolean
  readonly addPrefixSpace: boolean
  readonly ignoreMerges: boolean
}

/**
 * Checks that a vocabulary can encode every text and decode every id: ids 0 to n - 1, each once; all 256 bytes; merges of known tokens into known tokens.
 * `where` names the file in the errors. Returns the vocabulary.
 */
export function checkVocabulary(vocabulary: Vocabulary, where: string): Vocabulary {
  checkIds(vocabulary.ids, where)
  checkBytes(vocabulary.ids, where)
  const added = new Set(vocabulary.added.map((token) => token.content))
  checkAdded(vocabulary.added, where)
  checkMergesOnce(vocabulary.merges, where)
  vocabulary.merges.forEach(([left, right], i) => {
    for (const token of [left, right, left + right]) {
      if (vocabulary.ids.has(token)) continue
      throw new Error(
        `${where}: merge ${i + 1} ("${left} ${right}") needs the token "${token}", which the vocabulary lacks. Are both files of one tokenizer?`,
      )
    }
    if (added.has(left + right)) {
      throw new Error(
        `${where}: merge ${i + 1} ("${left} ${right}") gives the special token "${left + right}", so plain text could spell it. Remove the merge.`,
      )
    }
  })
  return vocabulary
}

function checkAdded(added: readonly AddedToken[], where: string): void {
  const seen = new Set<string>()
  for (const { content } of added) {
    if (seen.has(content)) throw new Error(`${where}: the added token "${content}" is listed twice, expected every token once. Remove one.`)
    seen.add(content)
    if (byteCharacters.includes(content)) {
      throw new Error(
        `${where}: the added token "${content}" is how a byte is written, so plain text could spell it. Remove it from the added tokens.`,
      )
    }
  }
}

function checkMergesOnce(merges: Vocabulary['merges'], where: string): void {
  const seen = new Map<string, number>()
  merges.forEach(([left, right], i) => {
    const pair = `${left} ${right}`
    const first = seen.get(pair)
    if (first !== undefined) {
      throw new Error(`${where}: merge ${i + 1} ("${pair}") is the same as merge ${first + 1}, expected every merge once. Remove one.`)
    }
    seen.set(pair, i)
  })
}

function checkIds(ids: ReadonlyMap<string, number>, where: string): void {
  const owners = new Array<string | undefined>(ids.size)
  for (const [token, id] of ids) {
    if (!Number.isInteger(id) || id < 0) throw new Error(`${where}: the token "${token}" has the id ${id}, expected a whole number from 0`)
    const owner = owners[id]
    if (owner !== undefined)
      throw new Error(`${where}: the id ${id} belongs to both "${owner}" and "${token}", expected one token for each id`)
    owners[id] = token
  }
  const missing = owners.findIndex((owner) => owner === undefined)
  if (missing >= 0 && missing < ids.size) {
    throw new Error(
      `${where}: no token has the id ${missing}, expected the ${ids.size} tokens to have the ids 0 to ${ids.size - 1}. Is an added token missing?`,
    )
  }
}

function checkBytes(ids: ReadonlyMap<string, number>, where: string): void {
  const missing = byteCharacters.findIndex((character) => !ids.has(character))
  if (missing < 0) return
  const byte = `0x${missing.toString(16).padStart(2, '0')}`
  throw new Error(
    `${where}: byte ${byte} (written "${byteCharacters[missing]}") has no token, expected all 256. Is this a byte-level vocabulary?`,
  )
}
