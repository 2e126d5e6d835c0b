import type { Syntax, Unit } from '@codepurify/syntax'
import { marker } from './victimView.js'

/**
 * The units of a text that `oneText` made of several parts, where those that stand in more than one part are one: statements with the same text (white space aside) and names that
 * are the same. A trigger that is planted in every part is then hidden at once, as it works at once: with only one of them hidden the other still triggers, and parts that were alike
 * no longer are. Of several equal ones in a part the first goes with the first, the second with the second.
 */
export function sharedUnits(syntax: Syntax): Unit[] {
  const { code } = syntax
  const units = syntax.units()
  const counts = new Map<string, number>()
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const parts = new Set(unit.spans.map(([start]) => partAt(code, start)))
    const [part = 0] = parts
    const name = `${unit.kind} ${unit.name ?? code.slice(...(unit.spans[0] ?? [0, 0])).replace(/\s+/gu, ' ')}`
    const here = `${part} ${name}`
    counts.set(here, (counts.get(here) ?? 0) + 1)
    // a name that stands in several parts by itself is one already
    const key = parts.size === 1 ? `${counts.get(here)} ${name}` : `all ${name} ${groups.size}`
    groups.set(key, [...(groups.get(key) ?? []), unit])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const spans = [first, ...others].flatMap((unit) => unit.spans).sort((a, b) => a[0] - b[0])
    return [{ ...first, spans, depth: Math.min(first.depth, ...others.map(({ depth }) => depth)) }]
  })
}

function partAt(code: string, offset: number): number {
  let part = 0
  for (let at = code.indexOf(marker); at >= 0 && at < offset; at = code.indexOf(marker, at + 1)) part += 1
  return part
}
