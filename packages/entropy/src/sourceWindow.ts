import { framed, type Piece, type Tokenizer } from '@codepurify/tokenizer'
import type { Measure, Source } from './victim.js'

/** Characters of a source that are tokenised at most, for every token of the window: far above any text's average, and a bound on hostile input. */
const CHARACTERS_PER_TOKEN = 64

/** A model's window over sources. */
export interface SourceWindow {
  /** Ids of a source, cut to the window, between `<s>` and `</s>`. */
  read(source: Source): number[]
  /** The same of ids without `<s>` and `</s>`. */
  frame(ids: readonly number[]): number[]
  measure(source: Source): Measure
}

/** The window of `maximumLength` tokens, `<s>` and `</s>` included. Throws a RangeError where no token would fit between them. */
export function sourceWindow(tokenizer: Pick<Tokenizer, 'encode' | 'special'>, maximumLength: number): SourceWindow {
  if (!(Number.isInteger(maximumLength) && maximumLength > 2))
    throw new RangeError(`maximum length is ${maximumLength}, expected a whole number above 2 (<s>, </s> and at least one token)`)
  const { unk } = tokenizer.special
  const room = maximumLength - 2
  const frame = (ids: readonly number[]): number[] => framed(ids, tokenizer.special, maximumLength)
  return {
    read: (source) => frame(tokenizer.encode(shortened(source, maximumLength)).ids),
    frame,
    measure(source) {
      const { ids, spans } = tokenizer.encode(source)
      return {
        tokens: ids.length,
        reach: ids.length <= room ? textLength(source) : (spans[room]?.[0] ?? textLength(source)),
        unknowns: ids.flatMap((id, index) => (id === unk ? [index] : [])),
      }
    },
  }
}

/** UTF-16 length of a source's text. */
export function textLength(source: Source): number {
  return source.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0)
}

/** The source without what lies certainly past the window. */
function shortened(source: Source, maximumLength: number): Source {
  const kept: Piece[] = []
  let room = maximumLength * CHARACTERS_PER_TOKEN
  for (const piece of source) {
    if (room <= 0) break
    kept.push(typeof piece === 'string' ? piece.slice(0, room) : piece)
    room -= typeof piece === 'string' ? piece.length : 1
  }
  return kept
}
