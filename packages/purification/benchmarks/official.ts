/** @file The official purification of one record (field guide §A1), computed as the official code computes it; and our own purification computed so. */
import { paperEntropy, paperUnitsOf, rules, seq2SeqVictim, type Victim } from '@codepurify/entropy'
import type { MaskedLm, OfficialSeq2Seq } from '@codepurify/models'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { paperMasks } from '@codepurify/purification'
import type { Language } from '@codepurify/syntax'
import type { Tokenizer } from '@codepurify/tokenizer'

/** What the official way works with. */
export interface Official {
  readonly model: OfficialSeq2Seq
  readonly tokenizer: Tokenizer
  readonly maskedLm: MaskedLm
  readonly language: Language
  readonly maximumLength: number
}

/** What the official way made of a record. */
export interface OfficialResult {
  /** Raw loss of the answer, variant by variant. */
  readonly scores: readonly number[]
  readonly suspected: boolean
  readonly answer: string
  /** Decoder steps of both searches. */
  readonly steps: number
}

/**
 * Purifies one record: a greedy search for the answer, all its variants in one padded batch, the masked language model over the padded sequence where the entropy asks
 * for it, and a second greedy search for the prediction, which the official code makes whether or not anything was changed.
 */
export function officialPurifier({ model, tokenizer, maskedLm, language, maximumLength }: Official) {
  const { bos, pad, eos } = tokenizer.special
  const framed = (ids: readonly number[]): number[] => [bos, ...ids.slice(0, maximumLength - 2), eos]
  const measuring = computedOfficially(model, tokenizer, maximumLength)

  return async (record: string): Promise<OfficialResult> => {
    const code = record.trim()
    const units = paperUnitsOf(language.parse(code), 'java')
    const variants = rules.paper.variants({ code, units }, measuring, Infinity).flatMap((variant) => ('source' in variant ? [variant] : []))
    let source = framed(tokenizer.encode(code).ids)
    const ids = await model.greedy(source, maximumLength)
    const answer = tokenizer.decode(ids)
    const target = framed(tokenizer.encode(answer).ids)
    const pairs = variants.map((variant) => ({ source: framed(tokenizer.encode(variant.source).ids), target }))
    const scores = pairs.length > 0 ? [...(await model.score(pairs, maximumLength))] : []
    const suspected = paperEntropy(scores) < 0.1
    const unit = variants[scores.indexOf(Math.max(...scores))]?.unit
    if (suspected && unit) {
      const masked = framed(tokenizer.encode(paperMasks(code, unit, language)).ids)
      const padded = [...masked, ...new Array<number>(maximumLength - masked.length).fill(pad)]
      const positions = Array.from({ length: masked.length - 2 }, (_, index) => index + 1)
      const [guesses = []] = await maskedLm.predict([{ ids: padded, positions }], { top: 1, attendPadding: true })
      source = framed(guesses.flatMap(([best]) => (best ? [best.id] : [])))
    }
    const after = await model.greedy(source, maximumLength)
    return { scores, suspected, answer, steps: ids.length + after.length - 2 }
  }
}

/** A victim whose every number is computed as the official code does: one search at a time, the variants of a call in one padded batch. */
export function computedOfficially(model: OfficialSeq2Seq, tokenizer: Tokenizer, maximumLength: number): Victim {
  return seq2SeqVictim(
    {
      generate: async (sources) => {
        const found = []
        for (const source of sources) {
          const ids = await model.greedy(source, maximumLength)
          found.push({ ids, score: NaN, beams: [] })
        }
        return found
      },
      // an answer that came to no end has as many ids after <s> as the length, and the first is no label
      score: (pairs) => model.score(pairs, maximumLength + 1),
    },
    tokenizer,
    { maximumLength },
  )
}
