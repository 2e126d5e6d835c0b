import type { Unit } from '@codepurify/syntax'
import type { TextCodec } from './maskedText.js'

/** A text that could stand in a unit's place. */
export interface Proposal {
  readonly text: string
  /** Mean log-probability of its tokens under the masked language model; -Infinity for a fallback that no model wrote. */
  readonly logProbability: number
}

/** Where a proposal is wanted. */
export interface Site {
  readonly code: string
  readonly unit: Unit
  readonly isReserved: (name: string) => boolean
  readonly tokenizer: TextCodec
  /** Tokens that the masked language model reads at most. */
  readonly maximumLength: number
}

/** Best first; equal texts once. */
export function ranked(proposals: readonly Proposal[]): Proposal[] {
  const seen = new Set<string>()
  return [...proposals].sort((a, b) => b.logProbability - a.logProbability).filter(({ text }) => !seen.has(text) && seen.add(text))
}
