import type { Example } from './task.js'

/**
 * The examples with one of each group in front, in the order given, and the others of the groups behind them: a slice holds at most one of each group as long as there are
 * enough groups. Records of one group are not exchangeable with others, so a threshold from them would not keep the rate that it states.
 */
export function independentFirst(examples: readonly Example[]): Example[] {
  const seen = new Set<string>()
  const others: Example[] = []
  const first = examples.filter((example) => {
    const group = groupOf(example)
    if (!seen.has(group)) return seen.add(group)
    others.push(example)
    return false
  })
  return [...first, ...others]
}

/** Two halves of the examples that share no group, in the order given. */
export function halves(examples: readonly Example[]): [Example[], Example[]] {
  const groups = [...new Set(examples.map(groupOf))]
  const one = new Set(groups.slice(0, Math.floor(groups.length / 2)))
  return [examples.filter((example) => one.has(groupOf(example))), examples.filter((example) => !one.has(groupOf(example)))]
}

/** How many groups the examples are of. */
export function groupCount(examples: readonly Example[]): number {
  return new Set(examples.map(groupOf)).size
}

function groupOf({ id, group }: Example): string {
  return group === undefined ? `record ${id}` : `group ${group}`
}
