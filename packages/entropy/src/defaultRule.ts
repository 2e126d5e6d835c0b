import { occlude } from './occlude.js'
import type { Rule, UnitScore, Variant } from './rule.js'
import { coveredCharacters, separateUnits } from './separateUnits.js'
import { doubtfulSpread, spread } from './spread.js'
import { type Answer, isGenerated } from './victim.js'

/** Nats of the whole answer's log-probability that count as no effect, per record: a working trigger moves it by several. */
const DOUBT_NATS = 0.5
/** The same for a classifier's probability. */
const DOUBT_PROBABILITY = 0.05

/**
 * Difference scores, one `<unk>` per occurrence in scope, entropy over units of which none contains another.
 *
 * The statistic is `doubtfulSpread`: normalised entropy with a small doubt, so that a hair's breadth in a short clean record is no dominance.
 */
export const defaultRule: Rule = {
  name: 'default',
  read: (code) => code,
  variants: ({ code, units }, victim, limit) => {
    const { reach } = victim.measure([code])
    const visible = units.filter(({ spans }) => (spans[0]?.[0] ?? Infinity) < reach)
    const scored = new Set([...visible].sort((a, b) => a.depth - b.depth).slice(0, limit))
    return units.map((unit): Variant => {
      if (scored.has(unit)) return { unit, source: occlude(code, unit.spans) }
      return { unit, state: visible.includes(unit) ? 'unscored' : 'beyond' }
    })
  },
  judge: ({ answer, baseline, variants, surprises }) => {
    const scored = variants.flatMap((variant, index) => ('source' in variant ? [index] : []))
    const units = scored.flatMap((index) => variants[index]?.unit ?? [])
    const differences = scored.map((index) => Math.max(0, (surprises[index] ?? NaN) - baseline))
    const separate = separateUnits(units, differences)
    const counted = new Map(separate.map((position) => [scored[position], differences[position] ?? 0]))
    const difference = new Map(scored.map((index, position) => [index, differences[position] ?? 0]))
    const scores = variants.map(({ unit, ...rest }, index): UnitScore => {
      if ('state' in rest) return { unit, score: 0, state: rest.state }
      return { unit, score: difference.get(index) ?? 0, state: counted.has(index) ? 'counted' : 'nested' }
    })
    const values = [...counted.values()]
    return { scores, ...spread(values), statistic: doubtfulSpread(values, doubt(answer)), top: topUnit(scores) }
  },
}

/** The doubt in the unit of the scores: mean nats a token for a generated answer (`<s>` is given, not predicted), probability for a label. */
function doubt(answer: Answer): number {
  return isGenerated(answer) ? DOUBT_NATS / Math.max(1, answer.ids.length - 1) : DOUBT_PROBABILITY
}

/** Highest score; among equals the smallest unit, then the first. */
function topUnit(scores: readonly UnitScore[]): UnitScore | undefined {
  const counted = scores.filter(({ state }) => state === 'counted')
  return counted.reduce<UnitScore | undefined>((best, next) => {
    if (!best || next.score > best.score) return next
    return next.score === best.score && coveredCharacters(next.unit) < coveredCharacters(best.unit) ? next : best
  }, undefined)
}
