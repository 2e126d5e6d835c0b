import { fromByteLevel } from './byteAlphabet.js'
import { normalize } from './normalize.js'
import { specialSections } from './specialSections.js'
import { readTokenizerFolder, writeTokenizerFolder } from './tokenizerFolder.js'
import { fromTokenizerJson, toTokenizerJson } from './tokenizerJson.js'
import type { Vocabulary } from './vocabulary.js'
import { extraIdContent } from './vocabularyLayout.js'
import { wordEncoder, type EncodedWord } from './wordEncoder.js'
import { words } from './words.js'

/** A stretch of text, or a special token: text that spells "<mask>" stays text. {eos} parts two codes that a model reads together. */
export type Piece = string | { readonly special: 'unk' | 'mask' | 'eos' }

/** Where a token stands: UTF-16 offsets, the end not included. */
export type TokenSpan = readonly [start: number, end: number]

/**
 * Ids and, for each, its span in the text (in all pieces' texts joined; a special token is empty there).
 * A token that holds only a part of a character's bytes spans the whole character, so its neighbour spans it too.
 */
export interface Encoding {
  readonly ids: number[]
  readonly spans: readonly TokenSpan[]
}

/** The ids of the tokens with a role. `mask` throws where the vocabulary has none, as a classifier's may. */
export interface SpecialIds {
  readonly bos: number
  readonly pad: number
  readonly eos: number
  readonly unk: number
  readonly mask: number
}

/** How pieces are put together. */
export interface EncodeOptions {
  /** A special piece takes in the one space before it, as a word does in byte-level BPE: `return ` and {mask} become `return<mask>`, and the mask is then filled with ` x`. */
  readonly specialTakesSpace?: boolean
}

/** A byte-level BPE tokenizer: text to ids with their places, and back. */
export class Tokenizer {
  readonly special: SpecialIds
  readonly vocabularySize: number
  readonly #vocabulary: Vocabulary
  readonly #tokens: readonly string[]
  readonly #added: ReadonlySet<number>
  readonly #encodeWord: (word: string) => EncodedWord

  private constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    this.#tokens = tokensById(vocabulary.ids)
    this.#added = new Set(vocabulary.added.map((token) => token.id))
    this.#encodeWord = wordEncoder(vocabulary)
    this.special = specialIds(vocabulary)
    this.vocabularySize = vocabulary.ids.size
  }

  /** Reads tokenizer.json, or vocab.json and merges.txt (and special_tokens_map.json), of a Hugging Face folder. Throws naming the file that is wrong or missing. */
  static async fromFolder(folder: string): Promise<Tokenizer> {
    return new Tokenizer(await readTokenizerFolder(folder))
  }

  /** Takes a parsed tokenizer.json. Throws, naming the field, when it is not a sound byte-level BPE. */
  static fromJson(json: unknown): Tokenizer {
    return new Tokenizer(fromTokenizerJson(json, 'tokenizer.json'))
  }

  /** The tokens of a text or of pieces, without <s> and </s>; decode gives the text back. */
  encode(text: string | readonly Piece[], { specialTakesSpace = false }: EncodeOptions = {}): Encoding {
    const encoding = newEncoding()
    const pieces = typeof text === 'string' ? [text] : text
    let offset = 0
    pieces.forEach((piece, i) => {
      if (typeof piece === 'string') {
        const shortened = specialTakesSpace && piece.endsWith(' ') && typeof pieces[i + 1] === 'object'
        this.#encodeText(shortened ? piece.slice(0, -1) : piece, offset, encoding)
        offset += piece.length
      } else {
        push(encoding, this.special[piece.special], offset, offset)
      }
    })
    return encoding
  }

  /**
   * The tokens of a text in which special tokens are written out, as Hugging Face's slow tokenizer reads it (transformers 4.24, `PreTrainedTokenizer.tokenize`):
   * white space beside a special token is dropped where the token's lstrip and rstrip say so. Not for text from strangers: it can hold "<mask>".
   */
  encodeWithSpecials(text: string): Encoding {
    const encoding = newEncoding()
    for (const section of specialSections(text, this.#vocabulary.added)) {
      if (section.id === undefined) this.#encodeText(text.slice(section.start, section.end), section.start, encoding)
      else push(encoding, section.id, section.start, section.end)
    }
    return encoding
  }

  /** The text of the ids, special and added tokens left out. Throws a RangeError on an id that no token has. */
  decode(ids: readonly number[]): string {
    let spelled = ''
    for (const id of ids) {
      const token = this.tokenOf(id)
      if (!this.#added.has(id)) spelled += token
    }
    return fromByteLevel(spelled)
  }

  /** The id of a token in the byte alphabet (a leading space is "Ġ"), or of an added token; undefined when there is none. */
  idOf(token: string): number | undefined {
    return this.#vocabulary.ids.get(token)
  }

  /** The id of the sentinel `<extra_id_n>` that span denoising writes in place of a span (T5, CodeT5); undefined where the vocabulary has none, or none with this number. */
  extraId(n: number): number | undefined {
    const id = this.idOf(extraIdContent(n))
    return id !== undefined && this.#added.has(id) ? id : undefined
  }

  /** The token of an id, in the byte alphabet. Throws a RangeError when there is none. */
  tokenOf(id: number): string {
    const token = this.#tokens[id]
    if (token === undefined) throw new RangeError(`no token has the id ${id}, expected a whole number from 0 to ${this.vocabularySize - 1}`)
    return token
  }

  /** The content of a tokenizer.json, readable by Hugging Face's libraries and by fromJson. */
  toJson(): unknown {
    return toTokenizerJson(this.#vocabulary)
  }

  /** Writes tokenizer.json into a folder that exists. */
  save(folder: string): Promise<void> {
    return writeTokenizerFolder(folder, this.toJson())
  }

  #encodeText(text: string, offset: number, encoding: Growing): void {
    const { normal, origin } = normalize(text, this.#vocabulary)
    let at = 0
    for (const word of words(normal)) {
      const { ids, starts, ends } = this.#encodeWord(word)
      for (let i = 0; i < ids.length; i++) {
        const start = at + (starts[i] ?? 0)
        const end = at + (ends[i] ?? 0)
        push(encoding, ids[i] ?? 0, offset + (origin ? origin.starts(start) : start), offset + (origin ? origin.ends(end) : end))
      }
      at += word.length
    }
  }
}

interface Growing {
  readonly ids: number[]
  readonly spans: TokenSpan[]
}

function newEncoding(): Growing {
  return { ids: [], spans: [] }
}

function push(encoding: Growing, id: number, start: number, end: number): void {
  encoding.ids.push(id)
  encoding.spans.push([start, end])
}

function tokensById(ids: ReadonlyMap<string, number>): string[] {
  const tokens = new Array<string>(ids.size)
  for (const [token, id] of ids) tokens[id] = token
  return tokens
}

function specialIds({ added, ids }: Vocabulary): SpecialIds {
  const idOf = (content: string): number => {
    const token = added.find((candidate) => candidate.content === content)
    if (token) return token.id
    const hint = ids.has(content)
      ? 'it is in the vocabulary, but not among the added tokens'
      : `the added tokens are ${added.map((a) => a.content).join(' ')}`
    throw new Error(`the tokenizer has no special token ${content}: ${hint}`)
  }
  return {
    bos: idOf('<s>'),
    pad: idOf('<pad>'),
    eos: idOf('</s>'),
    unk: idOf('<unk>'),
    get mask() {
      return idOf('<mask>')
    },
  }
}
