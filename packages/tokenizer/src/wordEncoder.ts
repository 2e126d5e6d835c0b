import { Tokenizer as Library } from '@huggingface/tokenizers'
import { toByteLevel } from './byteAlphabet.js'
import type { Vocabulary } from './vocabulary.js'

/** One word as tokens: token i has the id ids[i] and stands on the UTF-16 units starts[i] to ends[i] of the word. */
export interface EncodedWord {
  readonly ids: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

// In UTF-16 units of all remembered words: about 100 MB at most.
const rememberedUnits = 2 ** 22

/** Makes the function that encodes single words; code repeats its words, so it remembers what it has seen. */
export function wordEncoder(vocabulary: Vocabulary): (word: string) => EncodedWord {
  const library = new Library(libraryJson(vocabulary), {})
  const remembered = new Map<string, EncodedWord>()
  let units = 0
  return (word) => {
    const known = remembered.get(word)
    if (known) return known
    const encoded = encodeWord(word, library.tokenize(toByteLevel(word)), vocabulary.ids)
    units += word.length
    if (units > rememberedUnits) {
      remembered.clear()
      units = word.length
    }
    remembered.set(word, encoded)
    return encoded
  }
}

/** What the library sees: words that are already cut and spelled in the byte alphabet, so only the merging is left to it. */
function libraryJson({ ids, added, merges, ignoreMerges }: Vocabulary): object {
  // without the added tokens: with ignore_merges a word that spells one would be found whole
  const special = new Set(added.map((token) => token.content))
  const vocab = Object.fromEntries([...ids].filter(([token]) => !special.has(token)))
  const model = { type: 'BPE', vocab, merges, unk_token: null, ignore_merges: ignoreMerges }
  return { version: '1.0', added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, model }
}

function encodeWord(word: string, tokens: readonly string[], ids: ReadonlyMap<string, number>): EncodedWord {
  const units = unitsOfBytes(word)
  const encoded = { ids: [] as number[], starts: [] as number[], ends: [] as number[] }
  let byte = 0
  for (const token of tokens) {
    const id = ids.get(token)
    if (id === undefined)
      throw new Error(`the token "${token}" of the word "${word}" is not in the vocabulary, though every merge was checked`)
    encoded.ids.push(id)
    encoded.starts.push(units.starts[byte] ?? word.length)
    byte += token.length
    encoded.ends.push(units.ends[byte - 1] ?? word.length)
  }
  return encoded
}

/** For every byte of the word, the first and the last-plus-one UTF-16 unit of the character that it belongs to. */
function unitsOfBytes(word: string): { starts: number[]; ends: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  let unit = 0
  for (const character of word) {
    const point = character.codePointAt(0) ?? 0
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    for (let i = 0; i < bytes; i++) {
      starts.push(unit)
      ends.push(unit + character.length)
    }
    unit += character.length
  }
  return { starts, ends }
}
