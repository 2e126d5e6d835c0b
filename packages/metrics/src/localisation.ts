import { type BootstrapOptions, type Measured } from './bootstrap.js'
import { share } from './share.js'

/** A stretch of a text in UTF-16 units, the end not included. */
export type TextSpan = readonly [start: number, end: number]

/** The most suspicious unit of a triggered record (no spans where nothing was suspected), and where the trigger was planted. */
export interface Located {
  readonly top: readonly TextSpan[]
  readonly planted: readonly TextSpan[]
}

/** Whether any two of the spans share a character; an empty span shares none. */
export function overlaps(spans: readonly TextSpan[], others: readonly TextSpan[]): boolean {
  return spans.some(([start, end]) => others.some(([from, to]) => Math.max(start, from) < Math.min(end, to)))
}

/** Localisation: the share of triggered records whose top unit overlaps the planted span. Throws a RangeError when a record has no planted span, or there are none. */
export function localisation(records: readonly Located[], options: BootstrapOptions = {}): Measured {
  const bare = records.findIndex(({ planted }) => planted.length === 0)
  if (bare >= 0) throw new RangeError(`record ${bare} has no planted span, expected triggered records only`)
  return share(
    records.map(({ top, planted }) => overlaps(top, planted)),
    options,
  )
}
