import type { PaperVariant, Victim } from '@codepurify/entropy'
import type { MaskFiller, Purified, TextCodec } from '@codepurify/purification'
import type { Unit } from '@codepurify/syntax'
import { knownName } from './knownName.js'
import type { Guard, GuardOptions, PurifiedCode } from './model.js'

/** What writes replacements. */
export interface Writer {
  readonly maskedLm: MaskFiller
  readonly tokenizer: TextCodec
  readonly release: () => unknown
}

/** The defence of `entropy` and `purification` in front of a victim. */
export async function seq2SeqGuard(
  victim: Victim,
  { maskedLm, tokenizer, release }: Writer,
  { rule, language: name, paperVariant }: GuardOptions,
): Promise<Guard> {
  const { calibrate, paperThresholds, suspicion } = await import('@codepurify/entropy')
  const { purify } = await import('@codepurify/purification')
  const { loadLanguage } = await import('@codepurify/syntax')
  const language = await loadLanguage(name)
  const units = (code: string): Unit[] => {
    try {
      return language.parse(code).units()
    } catch {
      return []
    }
  }
  const published = () => knownName<(typeof paperThresholds)[PaperVariant]>('published threshold', paperVariant, paperThresholds)
  return {
    statistics: async (codes) => (await suspicion(victim, codes.map((code) => ({ code, units: units(code) })), { rule })).map(({ statistic }) => statistic), // prettier-ignore
    threshold: (clean, { falsePositiveRate }) =>
      rule === 'paper' ? published().threshold : calibrate(clean.map((statistic) => ({ statistic })), { falsePositiveRate }).threshold, // prettier-ignore
    purify: async (codes, { threshold }) => {
      const records = codes.map((code, i) => ({ id: String(i), code, language: name }))
      const purified = await purify(records, { victim, maskedLm, tokenizer, rule, threshold: rule === 'paper' ? published() : threshold })
      return purified.map(asCode)
    },
    release: () => Promise.resolve(release()).then(() => undefined),
  }
}

function asCode({ code, rounds, parsedBefore, parses, modelCalls, answerAfter, problem }: Purified): PurifiedCode {
  const [first] = rounds
  const scores = first?.suspicion.scores ?? []
  const top = first?.suspicion.top
  const at = top === undefined ? -1 : scores.indexOf(top)
  return {
    purified: code,
    answer: answerAfter !== undefined && 'text' in answerAfter ? answerAfter.text : null,
    suspected: rounds.some(({ suspected }) => suspected),
    units: scores.map(({ unit, score }) => ({ spans: unit.spans, score: Number.isFinite(score) ? score : 0 })),
    top: at < 0 ? (top === undefined ? null : scores.findIndex(({ unit }) => unit === top.unit)) : at,
    parsedBefore,
    parses,
    modelCalls: modelCalls.victim + modelCalls.maskedLm,
    ...(problem === undefined ? {} : { problem }),
  }
}
