import type { Example } from '../task.js'

/**
 * The examples that share no group with an earlier one in front, in the order given, and the others behind them: a slice holds no two of a group as long as there are
 * enough groups. Records of one group are not exchangeable with others, so a threshold from them would not keep the rate that it states.
 */
export function independentFirst(examples: readonly Example[]): Example[] {
  const first = new Set(independent(examples))
  return [...first, ...examples.filter((example) => !first.has(example))]
}

/** Two halves of the examples that share no group, in the order given; where records of several groups join almost everything, one of them is the larger. */
export function halves(examples: readonly Example[]): [Example[], Example[]] {
  const clusterOf = clusters(examples)
  const found = [...new Set(examples.map(clusterOf))]
  const one = new Set(found.slice(0, Math.floor(found.length / 2)))
  return [examples.filter((example) => one.has(clusterOf(example))), examples.filter((example) => !one.has(clusterOf(example)))]
}

const orders = { earlier: ['test', 'valid', 'train'], later: ['train', 'valid', 'test'] } as const

/** The examples without those that share a group with one of another part, where the record of the earlier part gives way, or of the later. */
export function partsApart(examples: readonly Example[], givesWay: keyof typeof orders): Example[] {
  const kept: Example[] = []
  const taken = new Set<string>()
  for (const split of orders[givesWay]) {
    const part = examples.filter((example) => example.split === split && !groupsOf(example).some((group) => taken.has(group)))
    for (const group of part.flatMap(groupsOf)) taken.add(group)
    kept.push(...part)
  }
  return kept
}

/** How many of the examples are independent of each other: those that share no group with an earlier one that counts. */
export function groupCount(examples: readonly Example[]): number {
  return independent(examples).length
}

function independent(examples: readonly Example[]): Example[] {
  const seen = new Set<string>()
  return examples.filter((example) => {
    const groups = groupsOf(example)
    if (groups.some((group) => seen.has(group))) return false
    for (const group of groups) seen.add(group)
    return true
  })
}

/** What an example's cluster is called: examples are in one cluster where they share a group, or each shares one with a third. */
function clusters(examples: readonly Example[]): (example: Example) => string {
  const parents = new Map<string, string>()
  const root = (group: string): string => {
    let top = group
    for (let next = parents.get(top); next !== undefined; next = parents.get(top)) top = next
    if (top !== group) parents.set(group, top)
    return top
  }
  const first = (example: Example): string => root(groupsOf(example)[0] ?? `record ${example.id}`)
  for (const example of examples) {
    const top = first(example)
    for (const other of groupsOf(example).slice(1).map(root)) if (other !== root(top)) parents.set(other, root(top))
  }
  return first
}

function groupsOf({ id, group }: Example): readonly string[] {
  if (group === undefined) return [`record ${id}`]
  return (typeof group === 'string' ? [group] : group).map((name) => `group ${name}`)
}
