import { UsageError } from './usageError.js'

/** The value of a name in a table; a UsageError that lists the known names, and the one that was probably meant, where there is none. */
export function knownName<T>(kind: string, name: string, table: Readonly<Record<string, T>>): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found !== undefined) return found
  throw new UsageError(unknownName(kind, name, Object.keys(table)))
}

/** The message about an unknown name: what was got, what was probably meant, what is known. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return `no ${kind} "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`} Known: ${known.join(', ')}`
}

/** The known name that is at most a third of its length away, if there is one. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((other) => ({ other, distance: editDistance(name.slice(0, 100).toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.other.length / 3)) ? best.other : undefined
}

/** Levenshtein's distance: insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, y] of [...b].entries()) next.push(Math.min((row[j] ?? 0) + (x === y ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}
