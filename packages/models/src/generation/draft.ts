/** @file A guess at how an answer goes on, from a text that it may be copying. */

/** Ids at the answer's end that are looked for in the source, at most: longer ones first, so that repeated words are told apart. */
const SUFFIX = 3

/** Ids that may come next, and the place in the source where they stand. */
export interface Draft {
  readonly ids: readonly number[]
  readonly from: number
}

/** What `draft` is asked for. */
export interface DraftOptions {
  /** Ids wanted. */
  readonly length: number
  /** Of several places the one nearest to this is taken. */
  readonly near: number
  /** Ids at the answer's end that must stand in the source, from 1. */
  readonly least: number
}

/**
 * The ids of the source that follow the longest end (`least` to 3 ids) of what has been written that stands there too; none where there is no such place.
 * (Prompt-lookup decoding: a repair is mostly a copy of its input.)
 */
export function draft(source: readonly number[], written: readonly number[], { length, near, least }: DraftOptions): Draft {
  let [from, matched] = [near, least - 1]
  for (let place = 1; place < source.length; place++) {
    const common = commonEnd(source, place, written)
    const nearer = common === matched && Math.abs(place - near) < Math.abs(from - near)
    if (common > matched || (nearer && common >= least)) [from, matched] = [place, common]
  }
  return { ids: matched >= least ? source.slice(from, from + length) : [], from }
}

/** How many ids before `place` are those at the end of `written`, up to `SUFFIX`. */
function commonEnd(source: readonly number[], place: number, written: readonly number[]): number {
  let common = 0
  while (common < Math.min(SUFFIX, place, written.length) && source[place - 1 - common] === written[written.length - 1 - common]) common++
  return common
}
