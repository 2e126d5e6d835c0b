import { coveredCharacters, isGenerated, isMovable, type Suspicion, type UnitScore } from '@codepurify/entropy'
import type { Unit } from '@codepurify/syntax'
import type { CaseFile } from './caseFile.js'
import { atEveryPlace, statementsAround } from './statementsAround.js'

/** A unit that takes less of the label's probability away is none that the label hangs on. */
const LEAST = 0.2
/** Scores that are as good as equal: of such units the smallest one is the trigger. */
const EQUAL = 0.98

/**
 * In a record that was suspected and keeps its label without what was suspected: the unit that the label hangs on now, hiding which makes it less likely than not. A second trigger may be too weak to move into other
 * records, although it keeps the label where the first one stood with it. Of several units the one that takes most away; and if a statement around it does so too and holds nothing else, that one. Undefined where there
 * is none, in a first round, for generated answers, and where scores say what a unit carries alone.
 */
export function turningUnit({ code, rounds }: CaseFile, found: Suspicion): Pick<UnitScore, 'unit' | 'score'> | undefined {
  const { answer, baseline, evidence, scores } = found
  const last = rounds[rounds.length - 1]
  if (last?.replacement === undefined || isGenerated(answer) || evidence === 'sufficiency' || !(baseline < 0.5)) return undefined
  const turning = scores.filter(({ unit, score }) => score >= LEAST && baseline + score > 0.5 && isMovable(code, unit))
  const greatest = Math.max(0, ...turning.map(({ score }) => score))
  const [smallest] = turning
    .filter(({ score }) => score >= EQUAL * greatest)
    .sort((a, b) => coveredCharacters(a.unit) - coveredCharacters(b.unit))
  return smallest && { unit: whole(smallest.unit, scores, new Set(turning.map(({ unit }) => unit))), score: smallest.score }
}

function whole(unit: Unit, scores: Suspicion['scores'], turning: ReadonlySet<Unit>): Unit {
  if (unit.kind !== 'statement') return unit
  return atEveryPlace(unit, (span) => statementsAround(scores, span).findLast((around) => turning.has(around.unit))?.unit ?? unit)
}
