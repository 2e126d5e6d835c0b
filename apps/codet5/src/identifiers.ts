import type { Encoding } from '@codepurify/tokenizer'
import type { Binding } from '@codepurify/syntax'
import type { Range } from './hide.js'

/**
 * The places of each identifier among the tokens `start` to below `end` of a code, counted from `start`. A space before a name may be part of its token.
 * An identifier one of whose places shares a token with something else is left out, as is one that has no place there.
 */
export function identifierRanges(
  code: string,
  { spans }: Pick<Encoding, 'spans'>,
  bindings: readonly Pick<Binding, 'occurrences'>[],
  [start, end]: Range,
): Range[][] {
  const [from, to] = [spans[start]?.[0] ?? code.length, spans[end - 1]?.[1] ?? 0]
  const starting = new Map<number, number>()
  const ending = new Map<number, number>()
  for (let place = start; place < end; place++) {
    const [first, last] = spans[place] ?? [0, 0]
    if (!starting.has(first)) starting.set(first, place)
    ending.set(last, place)
  }
  const rangeOf = ([first, last]: readonly [number, number]): Range | undefined => {
    const begin = starting.get(first) ?? (code[first - 1] === ' ' ? starting.get(first - 1) : undefined)
    const finish = ending.get(last)
    return begin === undefined || finish === undefined || finish < begin ? undefined : [begin - start, finish + 1 - start]
  }
  return bindings.flatMap(({ occurrences }) => {
    const ranges = occurrences.filter(([first, last]) => last > from && first < to).map(rangeOf)
    const found = ranges.filter((range) => range !== undefined)
    return found.length > 0 && found.length === ranges.length ? [found] : []
  })
}
