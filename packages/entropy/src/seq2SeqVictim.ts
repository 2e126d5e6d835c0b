import type { Seq2Seq } from '@codepurify/models'
import type { Tokenizer } from '@codepurify/tokenizer'
import { echoes } from './echo.js'
import { sourceWindow } from './sourceWindow.js'
import { type Answer, type GeneratedAnswer, isGenerated, type SurpriseRequest, type Victim } from './victim.js'

/** Options of `seq2SeqVictim`. */
export interface Seq2SeqVictimOptions {
  /** Tokens of source and of answer at most, `<s>` and `</s>` included. */
  readonly maximumLength: number
  /** The same of an answer, where answers are shorter than sources. */
  readonly answerLength?: number
  /** Answers are sentences about the code: a name's own words in them, gone where the name is hidden, say nothing of a trigger. */
  readonly prose?: boolean
}

/** A sequence-to-sequence model with its tokenizer as a victim: greedy decoding, surprise = mean token cross-entropy over real target tokens. */
export function seq2SeqVictim(
  model: Pick<Seq2Seq, 'generate' | 'score'>,
  tokenizer: Pick<Tokenizer, 'encode' | 'decode' | 'special'>,
  { maximumLength, answerLength = maximumLength, prose = false }: Seq2SeqVictimOptions,
): Victim {
  const { read, frame, measure } = sourceWindow(tokenizer, maximumLength)
  const { bos, eos } = tokenizer.special
  return {
    maximumLength,
    async answer(sources) {
      const generated = await model.generate(sources.map(read), { beam: 1, maximumLength: answerLength })
      return generated.map(({ ids, surprise }): GeneratedAnswer => {
        const text = tokenizer.decode(ids)
        if (ids[0] === bos && ids.length > 1) return { text, ids, ...(surprise !== undefined && { surprise }) }
        const whole = ids[0] === bos ? ids : [bos, ...ids]
        // An answer of no tokens has no surprise: `</s>` alone is its one token.
        return { text, ids: whole.length > 1 ? whole : [bos, eos] }
      })
    },
    surprise: (requests) =>
      model.score(
        requests.map((request) => ({
          source: read(request.source),
          target: generatedIds(request),
          ...(request.counted && { counted: request.counted }),
        })),
      ),
    measure,
    ...(prose && { besides: (answer: Answer, text: string) => (isGenerated(answer) ? tokensBesides(tokenizer, answer, text) : undefined) }),
    reread: (answer: Answer): Answer => (isGenerated(answer) ? { ...answer, ids: frame(tokenizer.encode(answer.text).ids) } : answer),
  }
}

function generatedIds({ answer }: SurpriseRequest): number[] {
  if (!isGenerated(answer))
    throw new TypeError('a sequence-to-sequence victim scores generated answers, got a label. Was it given to another victim?')
  return [...answer.ids]
}

/** Which of an answer's tokens are no part of a word that the text has too; undefined where none is. */
function tokensBesides(
  tokenizer: Pick<Tokenizer, 'decode'>,
  { text, ids }: GeneratedAnswer,
  other: string,
): readonly boolean[] | undefined {
  const repeated = echoes(text, other)
  if (repeated.length === 0) return undefined
  const ends = ids.map((_, i) => tokenizer.decode(ids.slice(0, i + 1)).length)
  return ends.slice(1).map((end, i) => !repeated.some(([from, to]) => from < end && (ends[i] ?? 0) < to))
}
