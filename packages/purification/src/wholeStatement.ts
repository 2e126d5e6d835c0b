import { type Answer, coveredCharacters, encloses, isGenerated, type Suspicion, type UnitScore } from '@codepurify/entropy'
import type { Span, Unit } from '@codepurify/syntax'
import type { CaseFile } from './caseFile.js'
import { atEveryPlace, holdsOnly, statementsAround, statementSpans } from './statementsAround.js'

/** A statement takes the label farther than a part of it from here on, as a multiple of the part's own transfer. */
const FARTHER = 1.02

type Scores = Suspicion['scores']

/**
 * The top unit; or the statement around it that takes the label farther and holds nothing else, of which it is only a part (the body of a planted `if`), at each of its places; or, where it only stands in what the last
 * round put there and the answer is still the same, the statement around that.
 */
export function wholeStatement(file: CaseFile, { answer, scores }: Suspicion, top: UnitScore): Unit {
  const put = lastPut(file)
  if (put && sameAnswer(put.answer, answer) && encloses(put, top.unit)) return smallestAround(scores, top.unit) ?? top.unit
  if (top.unit.kind !== 'statement') return top.unit
  return atEveryPlace(top.unit, (span) => {
    const farther = (most: UnitScore, next: UnitScore) => ((next.transfer ?? 0) > (most.transfer ?? 0) * FARTHER ? next : most)
    return statementsAround(scores, span).reduce(farther, top).unit
  })
}

/**
 * True where what takes a label along most is the statement around the last replacement, which holds nothing else: a part of what was suspected was left, and the record is suspected still, whatever the line. (After a
 * round in which the label turned there is no other.)
 */
export function isLeftOver(file: CaseFile, { top, evidence, statistic, scores }: Suspicion): boolean {
  const put = lastPut(file)
  if (put?.kind !== 'statement' || top?.unit.kind !== 'statement' || evidence !== 'transfer' || !(statistic < 1)) return false
  const statements = statementSpans(scores)
  return put.spans.some((span) => top.unit.spans.some((around) => holdsOnly(statements, around, span)))
}

/**
 * True for a statement that ends another one, without braces of its own, at any of its places: with nothing in its place the next statement would be the body of the `if` (`else`, `while`, `for`, label) before it.
 */
export function isBody(unit: Unit, { scores }: Suspicion): boolean {
  const statements = statementSpans(scores)
  return unit.spans.some(([start, end]) => statements.some(([from, to]) => from < start && to === end))
}

function smallestAround(scores: Scores, inner: Unit): Unit | undefined {
  const around = scores.flatMap(({ unit, state }) =>
    unit.kind === 'statement' && state !== 'beyond' && encloses(unit, inner) && !encloses(inner, unit) ? [unit] : [],
  )
  return around.sort((a, b) => coveredCharacters(a) - coveredCharacters(b))[0]
}

/** What the last round put into the code, and the answer that it was to take away. */
function lastPut({ rounds }: CaseFile): { kind: Unit['kind']; spans: readonly Span[]; answer: Answer } | undefined {
  const last = rounds[rounds.length - 1]
  if (last?.replacement === undefined || last.unit === undefined) return undefined
  return { kind: last.unit.kind, spans: putThere(last.unit, last.replacement), answer: last.suspicion.answer }
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

const sameAnswer = (a: Answer, b: Answer): boolean =>
  isGenerated(a) ? isGenerated(b) && a.text === b.text : !isGenerated(b) && a.label === b.label
