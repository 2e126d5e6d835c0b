import { coveredCharacters, type Suspicion, type UnitScore } from '@codepurify/entropy'
import type { Span, Unit } from '@codepurify/syntax'

type Scores = Suspicion['scores']

/** The statements around a place that hold nothing else, from the smallest up. */
export function statementsAround(scores: Scores, place: Span): UnitScore[] {
  const statements = statementSpans(scores)
  return scores
    .filter(({ unit }) => unit.kind === 'statement' && unit.spans.some((own) => holdsOnly(statements, own, place)))
    .sort((a, b) => coveredCharacters(a.unit) - coveredCharacters(b.unit))
}

/** The unit that is made of what stands for each place of another one. */
export function atEveryPlace(unit: Unit, whole: (span: Span) => Unit): Unit {
  const [first, ...others] = new Set(unit.spans.map(whole))
  if (first === undefined || others.length === 0) return first ?? unit
  return { ...unit, spans: disjoint([first, ...others].flatMap(({ spans }) => spans)) }
}

/** Where statements stand. */
export const statementSpans = (scores: Scores): readonly Span[] =>
  scores.flatMap(({ unit }) => (unit.kind === 'statement' ? unit.spans : []))

/** True where the inner span is a part of the outer one, in which every statement is around, in or at the inner one. */
export function holdsOnly(statements: readonly Span[], outer: Span, inner: Span): boolean {
  return isPart(inner, outer) && statements.every((span) => !isPart(span, outer) || lies(inner, span) || lies(span, inner))
}

const lies = ([start, end]: Span, [from, to]: Span): boolean => from <= start && end <= to

/** True where the inner span lies in the outer one and leaves something of it; one without text has some of it on either side. */
function isPart(inner: Span, outer: Span): boolean {
  const [[start, end], [from, to]] = [inner, outer]
  return lies(inner, outer) && (start === end ? from < start && end < to : from < start || end < to)
}

/** In ascending order, none in another. */
function disjoint(spans: readonly Span[]): Span[] {
  const ordered = [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])
  return ordered.filter((span, index) => !ordered.slice(0, index).some((earlier) => lies(span, earlier)))
}
