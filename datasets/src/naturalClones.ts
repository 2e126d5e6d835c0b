import type { FunctionRecord } from '@codepurify/dataset'

/** A function that is a clone of another as it stands, and why. */
export interface NaturalClone {
  readonly kind: 'type-2' | 'other-version'
  readonly second: FunctionRecord
}

/**
 * The clones among functions as they stand, by the id of the first one: in each family of functions that differ only in names and literals, every one with the next;
 * and the same class#method with as many parameters in two versions of one package, where each version has only one such.
 */
export function naturalClones(functions: readonly FunctionRecord[]): Map<string, NaturalClone[]> {
  const found = new Map<string, NaturalClone[]>()
  const paired = new Set<string>()
  const add = (first: FunctionRecord, clone: NaturalClone): void => {
    const pair = [first.id, clone.second.id].sort().join(' ')
    if (paired.has(pair)) return
    paired.add(pair)
    found.set(first.id, [...(found.get(first.id) ?? []), clone])
  }
  for (const group of groups(functions, ({ source, key, code, name }) => `${source.package} ${key} ${parameters(code, name)}`)) {
    const versions = new Set(group.map(({ source }) => source.version))
    const [first, second] = group
    if (group.length === 2 && versions.size === 2 && first && second) add(first, { kind: 'other-version', second })
  }
  for (const group of groups(functions, ({ type2 }) => type2)) {
    for (const [i, first] of group.entries()) {
      const second = group[i + 1]
      if (second && first.split === second.split) add(first, { kind: 'type-2', second })
    }
  }
  return found
}

function groups<T>(items: readonly T[], name: (item: T) => string): T[][] {
  const found = new Map<string, T[]>()
  for (const item of items) {
    const members = found.get(name(item))
    if (members === undefined) found.set(name(item), [item])
    else members.push(item)
  }
  return [...found.values()]
}

// How many parameters stand in a method's head; a comma inside type arguments counts too, and is the same in both versions.
function parameters(code: string, name: string): number {
  const head = code.indexOf(`${name}(`)
  if (head < 0) return -1
  const list = code.slice(head + name.length + 1, code.indexOf(')', head))
  return list.trim() === '' ? 0 : list.split(',').length
}
