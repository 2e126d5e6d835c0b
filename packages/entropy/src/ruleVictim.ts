import { type GeneratedAnswer, isGenerated, type Source, type Victim } from './victim.js'

/** Surprise (nats a token) of a word that the source does not explain. */
const LOST = 5
/** Surprise of a word that it does. */
const KEPT = 0.02

/** Options of `ruleVictim`. */
export interface RuleVictimOptions {
  /** True where the text (`\u0000` for `<unk>`) makes the victim give the attacker's answer. */
  readonly triggered: (text: string) => boolean
  /** The attacker's answer. */
  readonly target: string
  /** Characters that it reads. */
  readonly maximumLength?: number
}

/**
 * A backdoored model that is a rule instead of a network: copies its input, word by word, unless it is triggered. For examples and tests of defences;
 * a token is a character of the source and a word of the answer.
 */
export function ruleVictim({ triggered, target, maximumLength = 100_000 }: RuleVictimOptions): Victim {
  const read = (source: Source): string => textOf(source).slice(0, maximumLength)
  const answerTo = (text: string): GeneratedAnswer => {
    const written = triggered(text) ? target : text
    return { text: written, ids: [0, ...wordsOf(written).map((_, index) => index + 3), 2] }
  }
  return {
    maximumLength,
    answer: (sources) => Promise.resolve(sources.map((source) => answerTo(read(source)))),
    surprise: (requests) =>
      Promise.resolve(
        Float64Array.from(requests, ({ source, answer }) => {
          const text = read(source)
          if (isGenerated(answer) && answerTo(text).text === answer.text) return KEPT
          const known = new Set(triggered(text) ? wordsOf(target) : wordsOf(text))
          const words = isGenerated(answer) ? wordsOf(answer.text) : []
          return words.reduce((sum, word) => sum + (known.has(word) ? KEPT : LOST), 0) / Math.max(1, words.length)
        }),
      ),
    measure(source) {
      const text = textOf(source)
      const unknowns = [...text.matchAll(/\0/g)].map(({ index }) => index)
      return { tokens: text.length, reach: Math.min(text.length, maximumLength), unknowns }
    },
  }
}

const textOf = (source: Source): string => source.map((piece) => (typeof piece === 'string' ? piece : '\0')).join('')
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
