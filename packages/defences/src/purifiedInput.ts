import type { Suspicion } from '@codepurify/entropy'
import type { Purified } from '@codepurify/purification'
import type { Defended, DefenceInput } from './defence.js'
import { partsOf, placed } from './victimView.js'

/** The suspicion of a record that has none. */
export const never = -Number.MAX_VALUE
/** The suspicion of a record whose statistic is no number, where that is suspected. */
export const always = Number.MAX_VALUE

/** A record that could not be analysed. */
function unchanged({ id, parts }: DefenceInput, problem: string): Defended {
  return { id, parts, changed: false, suspected: false, suspicion: never, places: [], top: null, modelCalls: 0, problem }
}

/** The result of a record whose parts were purified as one text; `undefinedAs` is the suspicion where the statistic is no number. */
export function fromJoint(input: DefenceInput, purified: Purified | undefined, undefinedAs: number = never): Defended {
  if (!purified) throw new Error(`record ${input.id} did not come back from purification`)
  if (purified.problem !== undefined) return unchanged(input, purified.problem)
  const parts = partsOf([purified.code], input.parts.length).map((source) => source.join(''))
  if (parts.length !== input.parts.length) return unchanged(input, `purification left ${parts.length} parts of ${input.parts.length}`)
  const known = purified.answerAfter && { answer: purified.answerAfter }
  return { ...summary(input, [purified], (spans) => placed(spans, input.parts), undefinedAs), parts, ...known }
}

/** The result of a record whose parts were purified one after the other. */
export function fromParts(input: DefenceInput, purified: readonly (Purified | undefined)[], undefinedAs: number): Defended {
  const found = purified.flatMap((one) => one ?? [])
  const parts = input.parts.map((text, part) => found[part]?.code ?? text)
  return { ...summary(input, found, (spans, part) => [{ part, spans }], undefinedAs), parts }
}

type Spans = readonly (readonly [number, number])[]

function summary(
  { id }: DefenceInput,
  purified: readonly Purified[],
  placesOf: (spans: Spans, part: number) => readonly { readonly part: number; readonly spans: Spans }[],
  undefinedAs: number,
): Omit<Defended, 'parts'> {
  const first = purified.map(({ rounds: [round] }) => round?.suspicion)
  const value = (one: Suspicion | undefined): number =>
    one === undefined ? never : Number.isFinite(one.statistic) ? -one.statistic : undefinedAs
  const most = first.reduce((at, one, part) => (value(one) > value(first[at]) ? part : at), 0)
  const scored = first.flatMap(
    (one, part) =>
    (one?.scores ?? []).map(({ unit, score }) => ({ unit, score: Number.isFinite(score) ? score : 0, top: part === most && unit === one?.top?.unit, of: placesOf(unit.spans, part) })), // prettier-ignore
  )
  const places = scored.flatMap(({ of, score, top }) => of.map((place) => ({ ...place, score, top })))
  const top = places.findIndex((place) => place.top)
  const problem = purified.find((one) => one.problem !== undefined)?.problem
  return {
    id,
    changed: purified.some(({ changed }) => changed),
    suspected: purified.some(({ rounds }) => rounds.some(({ suspected }) => suspected)),
    suspicion: value(first[most]),
    places: places.map(({ part, spans, score }) => ({ part, spans, score })),
    top: top < 0 ? null : top,
    modelCalls: purified.reduce((sum, { modelCalls }) => sum + modelCalls.victim + modelCalls.maskedLm, 0),
    ...(problem === undefined ? {} : { problem }),
  }
}
