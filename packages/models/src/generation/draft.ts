/** @file A guess at how an answer goes on, from a text that it may be copying. */

/** Ids at the answer's end that are looked for in the source, at most: longer ones first, so that repeated words are told apart. */
const SUFFIX = 3

/** Ids that may come next, and the place in the source where they stand. */
export interface Draft {
  readonly ids: readonly number[]
  readonly from: number
}

/**
 * The `length` ids of the source that follow the longest end (1 to 3 ids) of what has been written that stands there too; of several places the one nearest
 * to `near`. No ids where there is none. (Prompt-lookup decoding: a repair is mostly a copy of its input.)
 */
export function draft(source: readonly number[], written: readonly number[], length: number, near: number): Draft {
  let [from, matched] = [near, 0]
  for (let place = 1; place < source.length; place++) {
    const common = commonEnd(source, place, written)
    const nearer = common === matched && Math.abs(place - near) < Math.abs(from - near)
    if (common > 0 && (common > matched || nearer)) [from, matched] = [place, common]
  }
  return { ids: matched > 0 ? source.slice(from, from + length) : [], from }
}

/** How many ids before `place` are those at the end of `written`, up to `SUFFIX`. */
function commonEnd(source: readonly number[], place: number, written: readonly number[]): number {
  let common = 0
  while (common < Math.min(SUFFIX, place, written.length) && source[place - 1 - common] === written[written.length - 1 - common]) common++
  return common
}
