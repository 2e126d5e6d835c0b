import type { Measure, Source, Victim } from '@codepurify/entropy'
import type { Piece } from '@codepurify/tokenizer'
import { read } from './context.js'
import type { DefenceContext } from './defence.js'

/** What stands between the parts of a record where they are analysed as one text: a comment in every language, which no model sees. */
export const marker = '/*:part:*/'
const divider = `\n${marker}\n`

/** A part's text with one colon more in what looks like the marker, so that whoever writes it into a code does not say where parts meet; `shown` takes the colon out again. */
const guarded = (text: string): string => text.replace(/(\/\*:part:+)(?=\*\/)/gu, '$1:')
const shown = (text: string): string => text.replace(/(\/\*:part:+):(?=\*\/)/gu, '$1')

/** The parts as one text; one part is its own text. */
export const oneText = (parts: readonly string[]): string => (parts.length > 1 ? parts.map(guarded).join(divider) : (parts[0] ?? ''))

/** The parts of a text, or of a source with hidden places, that `oneText` put together of `count`. */
export function partsOf(source: Source, count: number): Source[] {
  if (count === 1) return [source]
  const parts: Piece[][] = [[]]
  for (const piece of source) {
    const [first, ...others] = typeof piece === 'string' ? piece.split(/\n?\/\*:part:\*\/\n?/u) : [piece]
    if (first !== undefined && first !== '') parts.at(-1)?.push(first)
    for (const other of others) parts.push(other === '' ? [] : [other])
  }
  return parts.map((part) => (part.length > 0 ? part.map((piece) => (typeof piece === 'string' ? shown(piece) : piece)) : ['']))
}

/**
 * A victim of records in `count` parts as one of one text: it is given each source as `oneText` made it, and its victim reads the parts. A source without a border, of
 * which only one unit was left, is read as every part: alone it is the same question in all of them.
 */
export function jointVictim(victim: Victim, count: number, context: DefenceContext): Victim {
  const apart = (source: Source): Source[] => {
    const parts = partsOf(source, count)
    const [only, ...others] = parts
    if (only !== undefined && others.length === 0) return Array.from({ length: count }, () => only)
    // what is hidden can leave a border behind that was none
    return [...parts.slice(0, count - 1), parts.slice(count - 1).flat()]
  }
  return viewed(victim, (source) => read(apart(source), context), (source) => jointMeasure(victim, apart(source))) // prettier-ignore
}

/** A victim that is given one part, and reads it among the others as they are. */
export function partVictim(victim: Victim, parts: readonly string[], part: number, context: DefenceContext): Victim {
  return viewed(victim, (source) => read(parts.map((text, i) => (i === part ? source : text)), context), (source) => victim.measure(source)) // prettier-ignore
}

function viewed(victim: Victim, view: (source: Source) => Source, measure: (source: Source) => Measure): Victim {
  return {
    maximumLength: victim.maximumLength,
    answer: (sources) => victim.answer(sources.map(view)),
    surprise: (requests) => victim.surprise(requests.map((request) => ({ ...request, source: view(request.source) }))),
    measure,
    ...(victim.hides && { hides: victim.hides }),
    ...(victim.besides && { besides: victim.besides.bind(victim) }),
    ...(victim.reread && { reread: victim.reread.bind(victim) }),
  }
}

/** Every part has a window of its own; the text ends for the model where the last part does. */
function jointMeasure(victim: Victim, parts: readonly Source[]): Measure {
  const measured = parts.map((part) => victim.measure(part))
  const before = parts.slice(0, -1).reduce((sum, part) => sum + guardedLength(textIn(part)) + divider.length, 0)
  return {
    tokens: measured.reduce((sum, { tokens }) => sum + tokens, 0),
    reach: before + guardedLength(textIn(parts.at(-1) ?? []).slice(0, measured.at(-1)?.reach ?? 0)),
    unknowns: measured.flatMap(({ unknowns }) => unknowns),
  }
}

const textIn = (source: Source): string => source.filter((piece) => typeof piece === 'string').join('')
const guardedLength = (text: string): number => guarded(text).length

/** Spans of `oneText(parts)` as spans of the parts. */
export function placed(spans: readonly (readonly [number, number])[], parts: readonly string[]) {
  let start = 0
  return parts.flatMap((text, part) => {
    const from = start
    const whole = parts.length > 1 ? guarded(text) : text
    const end = from + whole.length
    start = end + divider.length
    const at = (offset: number): number => offset - from - colonsBefore(whole, text, offset - from)
    const own = spans.filter(([a, b]) => a >= from && b <= end).map(([a, b]) => [at(a), at(b)] as const)
    return own.length > 0 ? [{ part, spans: own }] : []
  })
}

/** How many of the colons that `guarded` put into a text stand before an offset. */
function colonsBefore(whole: string, text: string, offset: number): number {
  if (whole.length === text.length) return 0
  return [...whole.matchAll(/\/\*:part:+(?=:\*\/)/gu)].filter((match) => match.index + match[0].length < offset).length
}
