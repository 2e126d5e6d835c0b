/** @file Whether two ways of purifying the same records found the same. */
import type { Suspicion } from '@codepurify/entropy'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import type { Purified } from '@codepurify/purification'
import type { OfficialResult } from './official.js'

/** How far two ways agree. */
export interface Agreement {
  readonly records: number
  /** Records with the same decision. */
  readonly decisions: number
  /** Records with the same answer of the victim. */
  readonly answers: number
  /** The greatest difference between two scores of a unit, over records with the same answer. */
  readonly greatestScoreDifference: number
}

/** Two runs of `purify`: a decision is the outcome, the top unit and the resulting code. */
export function agreement(pairs: readonly (readonly [Purified, Purified])[]): Agreement {
  return summed(
    pairs.map(([ours, theirs]) => ({
      decision: decisionOf(ours) === decisionOf(theirs),
      answer: textOf(ours) === textOf(theirs),
      scores: [scoresOf(ours), scoresOf(theirs)],
    })),
  )
}

/** A run of `purify` with the paper's rule and the official way: a decision is whether the record is suspected. */
export function paperAgreement(pairs: readonly (readonly [Purified, OfficialResult])[]): Agreement {
  return summed(
    pairs.map(([ours, theirs]) => ({
      decision: ours.rounds[0]?.suspected === theirs.suspected,
      answer: textOf(ours) === theirs.answer,
      scores: [scoresOf(ours), theirs.scores],
    })),
  )
}

interface Compared {
  readonly decision: boolean
  readonly answer: boolean
  readonly scores: readonly (readonly number[])[]
}

function summed(compared: readonly Compared[]): Agreement {
  const differences = compared.flatMap(({ answer, scores: [ours = [], theirs = []] }) => {
    if (!answer) return []
    return ours.length === theirs.length ? ours.map((score, unit) => Math.abs(score - (theirs[unit] ?? NaN))) : [Infinity]
  })
  return {
    records: compared.length,
    decisions: compared.filter(({ decision }) => decision).length,
    answers: compared.filter(({ answer }) => answer).length,
    greatestScoreDifference: Math.max(0, ...differences),
  }
}

function textOf({ answerBefore }: Purified): string | undefined {
  return answerBefore && 'text' in answerBefore ? answerBefore.text : undefined
}

function scoresOf({ rounds }: Purified): number[] {
  const found: Suspicion | undefined = rounds[0]?.suspicion
  return (found?.scores ?? []).flatMap(({ state, score }) => (state === 'counted' || state === 'nested' ? [score] : []))
}

function decisionOf({ outcome, code, rounds }: Purified): string {
  return JSON.stringify([outcome, code, rounds.map(({ suspected, unit }) => [suspected, suspected ? unit?.spans : undefined])])
}
