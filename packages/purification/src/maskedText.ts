import type { RobertaConfig } from '@codepurify/models'
import { framed, type Piece, type Tokenizer } from '@codepurify/tokenizer'

/** One text for the masked language model. */
export interface MaskRequest {
  /** `<s>` … `</s>`. */
  readonly ids: number[]
  /** Indices into `ids` whose predictions are wanted. */
  readonly positions: number[]
}

/** One candidate token for one position. */
export interface TokenGuess {
  readonly id: number
  readonly logProbability: number
}

/**
 * The masked language model as purification sees it: for every request and position, the best tokens, best first. `attendPadding` lets padding ids in a request
 * take part, as the official code does.
 */
export interface MaskFiller {
  /** Tells how many tokens the model reads. */
  readonly config?: RobertaConfig
  predict(requests: MaskRequest[], o: { top: number; attendPadding?: boolean }): Promise<TokenGuess[][][]>
}

/** What purification needs of a tokenizer. */
export type TextCodec = Pick<Tokenizer, 'encode' | 'decode' | 'special'>

/**
 * The ids of a text with `<mask>` pieces, and where the masks are; a space before a mask belongs to it, as a word's does. A text of more than
 * `maximumLength` tokens is read through a window around the first masks: `positions` then holds those inside of it.
 */
export function maskedText(tokenizer: TextCodec, pieces: readonly Piece[], maximumLength: number): MaskRequest {
  const { mask } = tokenizer.special
  const { ids } = tokenizer.encode(pieces, { specialTakesSpace: true })
  const room = maximumLength - 2
  const first = Math.max(0, ids.indexOf(mask))
  const start = ids.length <= room ? 0 : Math.min(Math.max(0, first - Math.floor(room / 2)), ids.length - room)
  const read = framed(ids.slice(start), tokenizer.special, maximumLength)
  return { ids: read, positions: read.flatMap((id, index) => (id === mask ? [index] : [])) }
}
