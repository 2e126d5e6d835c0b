import { type Answer, coveredCharacters, encloses, isGenerated, type Suspicion, type UnitScore } from '@codepurify/entropy'
import type { Span, Unit } from '@codepurify/syntax'
import type { CaseFile } from './caseFile.js'

/** A statement around the top unit takes the label farther from here on, as a multiple of the unit's own transfer. */
const FARTHER = 1.02

/**
 * True where what takes the label along most is the statement around the last replacement, and the label is still the same: a part of what was suspected was left. The line that the
 * record lay below already is not asked for twice.
 */
export function isLeftOver(file: CaseFile, { answer, top, evidence, statistic }: Suspicion): boolean {
  const put = lastPut(file)
  return (
    put !== undefined &&
    top !== undefined &&
    evidence === 'transfer' &&
    statistic < 1 &&
    sameAnswer(put.answer, answer) &&
    encloses(top.unit, put)
  )
}

/**
 * The top unit; or the statement around it that takes the label farther, of which it is only a part (the body of a planted `if`); or, where it only stands in what the last round put
 * there and the answer is still the same, the statement around that.
 */
export function wholeStatement(file: CaseFile, { answer, scores }: Suspicion, top: UnitScore): Unit {
  const around = scores
    .filter(({ unit, state }) => unit.kind === 'statement' && state !== 'beyond' && isPart(top.unit, unit))
    .sort((a, b) => coveredCharacters(a.unit) - coveredCharacters(b.unit))
  const put = lastPut(file)
  if (put && sameAnswer(put.answer, answer) && encloses(put, top.unit)) return (around[0] ?? top).unit
  if (top.unit.kind !== 'statement') return top.unit
  return around.reduce((most, next) => ((next.transfer ?? 0) > (most.transfer ?? 0) * FARTHER ? next : most), top).unit
}

/** What the last round put into the code, and the answer that it was to take away. */
function lastPut({ rounds }: CaseFile): { spans: readonly Span[]; answer: Answer } | undefined {
  const last = rounds[rounds.length - 1]
  if (last?.replacement === undefined || last.unit === undefined) return undefined
  return { spans: putThere(last.unit, last.replacement), answer: last.suspicion.answer }
}

/** Where a replacement stands: of a name's the first place alone. */
function putThere({ kind, spans }: Unit, { length }: string): Span[] {
  let moved = 0
  const places = spans.map(([start, end]): Span => {
    const from = start + moved
    moved += length - (end - start)
    return [from, from + length]
  })
  return kind === 'statement' ? places : places.slice(0, 1)
}

/** True for the last part of a statement, without braces: with nothing in its place the next statement would take it, and be run on its condition. */
export const isBody = (unit: Unit, { scores }: Suspicion): boolean =>
  scores.some(
    ({ unit: around }) =>
      around.kind === 'statement' && isPart(unit, around) && around.spans.some(([, end]) => unit.spans.some(([, own]) => own === end)),
  )

const isPart = (inner: Unit, outer: Unit): boolean => encloses(outer, inner) && !encloses(inner, outer)

const sameAnswer = (a: Answer, b: Answer): boolean =>
  isGenerated(a) ? isGenerated(b) && a.text === b.text : !isGenerated(b) && a.label === b.label
