import { occlude } from './occlude.js'
import { unitText } from './paperRule.js'
import type { FollowUp, Judged, Rule, UnitScore, UnitState, Variant, Verdict } from './rule.js'
import { coveredCharacters, separateUnits } from './separateUnits.js'
import { doubtfulSpread, spread } from './spread.js'
import { dependenceLook, isTransferable, screeningLook, transferLook } from './transferLook.js'
import { type Answer, isGenerated, type Source, type Victim } from './victim.js'

/** Nats of the whole answer's log-probability that count as no effect, per record: a working trigger moves it by several. */
const DOUBT_NATS = 0.25
/** Share of the model's own surprise at its answer that counts as no effect too: what it was not sure of, any change of the input may move. */
const SELF_DOUBT = 0.5
/** The same as the nats for a classifier's probability. */
const DOUBT_PROBABILITY = 0.05
/** A record of which no unit moves the answer by so many nats, or a label's probability by so much, is looked at a second time. */
const FLAT_NATS = 1
const FLAT_PROBABILITY = 0.1

/**
 * Difference scores, one `<unk>` (or nothing, where the victim says so) per occurrence in scope, entropy over units of which none contains another.
 *
 * The statistic is `doubtfulSpread`: normalised entropy with a small doubt, so that a hair's breadth in a short clean record is no dominance. The doubt grows with the
 * model's own: a trigger makes an answer that the model is sure of, while a sentence that it wavers about hangs on one name or another. Where no unit
 * moves the answer, as when the same trigger stands there twice, the question is turned round: how much of the answer does each unit carry alone? Of labels, with hosts, the
 * question is another one: does the label move with a unit (`transferLook`), and is it lost without (`dependenceLook`)? A classifier has reasons that hang on one unit in clean code too.
 */
export const defaultRule: Rule = {
  name: 'default',
  read: (code) => code,
  variants: ({ code, units }, victim, limit) => {
    const { reach } = victim.measure([code])
    const visible = units.filter(({ spans }) => (spans[0]?.[0] ?? Infinity) < reach)
    const scored = new Set([...visible].sort((a, b) => a.depth - b.depth).slice(0, limit))
    const seen = new Set(visible)
    return units.map((unit): Variant => {
      if (scored.has(unit)) return { unit, source: occlude(code, unit.spans, victim.hides) }
      return { unit, state: seen.has(unit) ? 'unscored' : 'beyond' }
    })
  },
  judge: ({ answer, baseline, variants, surprises }) => {
    const measured = variants.map(({ unit, ...rest }, index): UnitScore => {
      if ('state' in rest) return { unit, score: 0, state: rest.state }
      return { unit, score: Math.max(0, (surprises[index] ?? NaN) - baseline), state: 'counted' }
    })
    return verdictOf(measured, { answer, baseline, evidence: 'necessity' })
  },
  looks: [sufficiencyLook, screeningLook, transferLook, dependenceLook],
}

/** The question turned round, where no unit moves the answer: how much of it does each carry alone? Not asked where moving the units says more. */
function sufficiencyLook(judged: Judged): FollowUp | undefined {
  const { code, answer, baseline, verdict, room, hides, besides } = judged
  if (isTransferable(judged)) return undefined
  const asked = verdict.scores.filter(({ state }) => state === 'counted' || state === 'nested')
  const flat = asked.every(({ score }) => score < inScores(answer, FLAT_NATS, FLAT_PROBABILITY))
  const nothing = occlude(code, [[0, code.length]], hides)
  const parts = asked.map(({ unit }) => ({
    unit,
    source: keepOnly(code, unit.spans, hides),
    counted: besides?.(answer, unitText(code, unit)),
  }))
  // a unit whose words the answer repeats is asked about the others, with nothing there as well
  const requests = [
    { source: nothing },
    ...parts.flatMap(({ source, counted }) =>
      counted
        ? [
            { source: nothing, counted },
            { source, counted },
          ]
        : [{ source }],
    ),
  ]
  if (!flat || asked.length < 2 || room < requests.length) return undefined
  return {
    requests,
    judge: ([without = NaN, ...rest]) => {
      const all = Math.max(0, without - baseline)
      const values = [...rest]
      const next = (): number => values.shift() ?? NaN
      const carried = new Map(
        parts.map(({ unit, counted }) => [unit, Math.max(0, counted ? next() - next() : all - Math.max(0, next() - baseline))] as const),
      )
      const measured = verdict.scores.map(({ unit, state }): UnitScore => {
        const score = carried.get(unit)
        return score === undefined ? { unit, score: 0, state } : { unit, score, state: 'counted' }
      })
      return verdictOf(measured, { answer, baseline, evidence: 'sufficiency' })
    },
  }
}

/** Settles which of the measured units count, and reads the entropy from those. */
function verdictOf(
  measured: readonly UnitScore[],
  { answer, baseline, evidence }: Pick<Judged, 'answer' | 'baseline'> & Pick<Verdict, 'evidence'>,
): Verdict {
  const asked = measured.flatMap(({ state }, index) => (state === 'counted' ? [index] : []))
  const values = asked.map((index) => measured[index]?.score ?? 0)
  const units = asked.flatMap((index) => measured[index]?.unit ?? [])
  const separate = separateUnits(units, values)
  const counted = new Set(separate.map((position) => asked[position]))
  const settled = (state: UnitState, index: number): UnitState => (state === 'counted' && !counted.has(index) ? 'nested' : state)
  const scores = measured.map((score, index) => ({ ...score, state: settled(score.state, index) }))
  const kept = separate.map((position) => values[position] ?? 0)
  return {
    scores,
    ...spread(kept),
    statistic: doubtfulSpread(kept, inScores(answer, DOUBT_NATS, DOUBT_PROBABILITY) + selfDoubt(answer, baseline)),
    top: topUnit(scores),
    evidence,
  }
}

/** The code with everything hidden but the spans. */
function keepOnly(code: string, spans: readonly (readonly [number, number])[], hides: Victim['hides']): Source {
  const edges = [0, ...spans.flat(), code.length]
  const gaps = Array.from({ length: edges.length / 2 }, (_, index) => [edges[2 * index] ?? 0, edges[2 * index + 1] ?? 0] as const)
  return occlude(
    code,
    gaps.filter(([start, end]) => start < end),
    hides,
  )
}

/** The nats of a whole generated answer as mean nats a token (`<s>` is given, not predicted), or for a label the probability: what scores are counted in. */
function inScores(answer: Answer, nats: number, probability: number): number {
  return isGenerated(answer) ? nats / Math.max(1, answer.ids.length - 1) : probability
}

/** The doubt that a generating model has of its own answer, given the whole input; a label says little of the kind, its probability stands in the scores. */
function selfDoubt(answer: Answer, baseline: number): number {
  return isGenerated(answer) ? SELF_DOUBT * Math.max(0, baseline) : 0
}

/** Highest score; among equals the smallest unit, then the first. */
function topUnit(scores: readonly UnitScore[]): UnitScore | undefined {
  const counted = scores.filter(({ state }) => state === 'counted')
  return counted.reduce<UnitScore | undefined>((best, next) => {
    if (!best || next.score > best.score) return next
    return next.score === best.score && coveredCharacters(next.unit) < coveredCharacters(best.unit) ? next : best
  }, undefined)
}
