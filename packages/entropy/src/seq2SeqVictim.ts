import type { Seq2Seq } from '@codepurify/models'
import type { Piece, Tokenizer } from '@codepurify/tokenizer'
import { type Answer, type GeneratedAnswer, isGenerated, type Source, type SurpriseRequest, type Victim } from './victim.js'

/** Characters of a source that are tokenised at most, for every token of the window: far above any text's average, and a bound on hostile input. */
const CHARACTERS_PER_TOKEN = 64

/** Options of `seq2SeqVictim`. */
export interface Seq2SeqVictimOptions {
  /** Tokens of source and of answer at most, `<s>` and `</s>` included. */
  readonly maximumLength: number
}

/** A sequence-to-sequence model with its tokenizer as a victim: greedy decoding, surprise = mean token cross-entropy over real target tokens. */
export function seq2SeqVictim(
  model: Pick<Seq2Seq, 'generate' | 'score'>,
  tokenizer: Pick<Tokenizer, 'encode' | 'decode' | 'special'>,
  { maximumLength }: Seq2SeqVictimOptions,
): Victim {
  if (!(Number.isInteger(maximumLength) && maximumLength > 2))
    throw new RangeError(`maximum length is ${maximumLength}, expected a whole number above 2 (<s>, </s> and at least one token)`)
  const { bos, eos, unk } = tokenizer.special
  const room = maximumLength - 2
  const encode = (source: Source): number[] => tokenizer.encode(shortened(source, maximumLength)).ids
  const framed = (ids: readonly number[]): number[] => [bos, ...ids.slice(0, room), eos]

  return {
    maximumLength,
    async answer(sources) {
      const generated = await model.generate(
        sources.map((source) => framed(encode(source))),
        { beam: 1, maximumLength },
      )
      return generated.map(({ ids }): GeneratedAnswer => {
        const whole = ids[0] === bos ? ids : [bos, ...ids]
        // An answer of no tokens has no surprise: `</s>` alone is its one token.
        return { text: tokenizer.decode(ids), ids: whole.length > 1 ? whole : [bos, eos] }
      })
    },
    surprise: (requests) =>
      model.score(requests.map((request) => ({ source: framed(encode(request.source)), target: generatedIds(request) }))),
    measure(source) {
      const { ids, spans } = tokenizer.encode(source)
      const length = source.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0)
      return {
        tokens: ids.length,
        reach: ids.length <= room ? length : (spans[room]?.[0] ?? length),
        unknowns: ids.flatMap((id, index) => (id === unk ? [index] : [])),
      }
    },
    reread: (answer: Answer): Answer => (isGenerated(answer) ? { ...answer, ids: framed(tokenizer.encode(answer.text).ids) } : answer),
  }
}

function generatedIds({ answer }: SurpriseRequest): number[] {
  if (!isGenerated(answer))
    throw new TypeError('a sequence-to-sequence victim scores generated answers, got a label. Was it given to another victim?')
  return [...answer.ids]
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
