/** Where tokens are taken out: from the first place to below the second. */
export type Range = readonly [start: number, end: number]

/** What the encoder reads and the decoder writes, without <s> and </s>. */
export interface Denoising {
  readonly source: readonly number[]
  readonly target: readonly number[]
}

/**
 * Takes groups of ranges out of a sequence. The places of a group (a span; an identifier wherever it stands) show the same sentinel; the target names each
 * sentinel with the tokens of its group's first range (T5, Raffel et al. 2020, §3.1.4; CodeT5, Wang et al. 2021, §3.2). Sentinels count up as they come.
 * Ranges are in ascending order within a group and do not overlap; groups beyond the sentinels stay as they are.
 */
export function hide(ids: readonly number[], groups: readonly (readonly Range[])[], sentinels: readonly number[]): Denoising {
  const firsts = groups.filter(([first]) => first !== undefined).sort(([a], [b]) => (a?.[0] ?? 0) - (b?.[0] ?? 0))
  const places = firsts
    .slice(0, sentinels.length)
    .flatMap((ranges, i) => ranges.map((range, nth) => ({ range, sentinel: sentinels[i] ?? 0, named: nth === 0 })))
    .sort((a, b) => a.range[0] - b.range[0])
  const source: number[] = []
  const target: number[] = []
  let at = 0
  for (const { range, sentinel, named } of places) {
    source.push(...ids.slice(at, range[0]), sentinel)
    if (named) target.push(sentinel, ...ids.slice(...range))
    at = range[1]
  }
  source.push(...ids.slice(at))
  return { source, target }
}

/** What a target, or an answer of the model, says of each sentinel, in the order of its naming; what stands before the first is left out. */
export function namedBySentinel(ids: readonly number[], sentinels: ReadonlySet<number>, end: number): Map<number, number[]> {
  const named = new Map<number, number[]>()
  let current: number[] | undefined
  for (const id of ids) {
    if (id === end) break
    if (sentinels.has(id)) named.set(id, (current = []))
    else current?.push(id)
  }
  return named
}
