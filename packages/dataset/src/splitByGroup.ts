import { sha256 } from './hash.js'

/** How records are split: the groups that a record belongs to, the share of each part (they add up to 1), and the seed. */
export interface SplitOptions<T, Name extends string> {
  readonly group: (record: T) => readonly string[]
  readonly shares: Readonly<Record<Name, number>>
  readonly seed: number | string
}

/**
 * Gives every record a part so that two records with a group in common, directly or through others, are never in different parts.
 * Whole families are dealt to the part that is furthest below its share: those larger than one thousandth of the records first, by size,
 * then the rest in an order that the seed alone decides. Throws RangeError where the shares do not add up to 1.
 */
export function splitByGroup<T, Name extends string>(records: readonly T[], { group, shares, seed }: SplitOptions<T, Name>): Name[] {
  const parts = Object.entries(shares) as [Name, number][]
  const total = parts.reduce((sum, [, share]) => sum + share, 0)
  if (Math.abs(total - 1) > 1e-9 || parts.some(([, share]) => share < 0))
    throw new RangeError(`shares are ${JSON.stringify(shares)}, expected numbers from 0 up that add up to 1`)
  const families = familiesOf(records.map(group))
  const large = Math.max(2, records.length / 1000)
  const ordered = families
    .map((family) => ({ ...family, order: sha256(`${seed}\n${family.name}`) }))
    .sort(
      (a, b) =>
        (b.members.length > large ? b.members.length : 0) - (a.members.length > large ? a.members.length : 0) ||
        (a.order < b.order ? -1 : 1),
    )
  const filled = new Map<Name, number>(parts.map(([name]) => [name, 0]))
  const result: Name[] = []
  for (const { members } of ordered) {
    const name = neediest(parts, filled, records.length)
    filled.set(name, (filled.get(name) ?? 0) + members.length)
    for (const member of members) result[member] = name
  }
  return result
}

function neediest<Name extends string>(parts: readonly [Name, number][], filled: ReadonlyMap<Name, number>, records: number): Name {
  const lack = ([name, share]: readonly [Name, number]): number => share * records - (filled.get(name) ?? 0)
  return parts.reduce((best, part) => (lack(part) > lack(best) ? part : best))[0]
}

// Union-find over records: the members of a family are joined by the groups that they share.
function familiesOf(groups: readonly (readonly string[])[]): { name: string; members: number[] }[] {
  const parent = groups.map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up
      at = parent[at] ?? at
    }
    return at
  }
  const first = new Map<string, number>()
  for (const [index, names] of groups.entries()) {
    for (const name of names) {
      const other = first.get(name)
      if (other === undefined) first.set(name, index)
      else parent[root(index)] = root(other)
    }
  }
  const families = new Map<number, { name: string; members: number[] }>()
  for (const [index, names] of groups.entries()) {
    const smallest = [...names].sort()[0] ?? `record ${index}`
    const family = families.get(root(index))
    if (family === undefined) families.set(root(index), { name: smallest, members: [index] })
    else {
      family.members.push(index)
      if (smallest < family.name) family.name = smallest
    }
  }
  return [...families.values()]
}
