import type { Role, ScopeRules } from './scopeRules.js'
import { valueSpace } from './scopeRules.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

/** A name and every place that means it. */
export interface Binding {
  readonly name: string
  readonly role: Role
  /** Type of the node that declares it; of the first occurrence when nothing does. */
  readonly nodeType: string
  /** How many scopes enclose the declaration. */
  readonly depth: number
  /** In document order, the declaration among them. */
  readonly occurrences: readonly Span[]
  /** Where the name can be seen. */
  readonly visible: readonly Span[]
}

interface OpenBinding extends Binding {
  readonly occurrences: Span[]
  readonly visible: Span[]
}

interface Region {
  readonly span: Span
  readonly binding: OpenBinding
}

/** Resolves every identifier to its declaration; names that nothing declares are collected as `free`, one binding per name. */
export function bindings(tree: SyntaxTree, rules: ScopeRules): Binding[] {
  const { scopeOf, depthOf } = enclosingScopes(tree, rules.scopes)
  const found: OpenBinding[] = []
  const regions = new Map<string, Region[]>()
  const declaredAt = new Map<number, OpenBinding>()
  // JavaScript's `var` may be repeated, and C's branches of `#if` declare a name twice: a name is one variable in each scope.
  const byPlace = new Map<string, OpenBinding>()

  for (let node = 0; node < tree.size; node++) {
    const type = tree.type(node)
    const declared = rules.declarations[type]?.(tree, node) ?? []
    for (const { name, role, space, visible } of declared) {
      const scope = scopeOf[node] ?? 0
      const spans =
        typeof visible === 'string' ? [regionIn(tree, scope, visible === 'onward' ? tree.end(name) : tree.start(scope))] : visible
      const key = `${space} ${tree.text(name)}`
      const place = `${key} ${visible === 'onward' ? `in ${scope}` : spans.join(' ')}`
      const same = byPlace.get(place)
      const binding = same ?? {
        name: tree.text(name),
        role,
        nodeType: type,
        depth: depthOf[node] ?? 0,
        occurrences: [],
        visible: [...spans],
      }
      if (same === undefined) {
        found.push(binding)
        byPlace.set(place, binding)
        const known = regions.get(key) ?? []
        known.push(...spans.map((span) => ({ span, binding })))
        regions.set(key, known)
      }
      declaredAt.set(name, binding)
    }
  }
  for (const known of regions.values()) known.sort((a, b) => a.span[0] - b.span[0])

  const resolve = resolver(regions)
  const free = new Map<string, OpenBinding>()
  for (let node = 0; node < tree.size; node++) {
    if (!rules.identifiers.has(tree.type(node)) || !tree.isLeaf(node) || tree.start(node) === tree.end(node)) continue
    const span: Span = [tree.start(node), tree.end(node)]
    const own = declaredAt.get(node)
    if (own) {
      own.occurrences.push(span)
      continue
    }
    const use = rules.use(tree, node)
    if (!use) continue
    const name = tree.text(node)
    const binding = resolve(`${use.space} ${name}`, span[0])
    if (binding) binding.occurrences.push(span)
    else if (use.free && use.space === valueSpace) {
      const outside = free.get(name)
      if (outside) outside.occurrences.push(span)
      else {
        const fresh: OpenBinding = {
          name,
          role: 'free',
          nodeType: tree.type(node),
          depth: 0,
          occurrences: [span],
          visible: [[0, tree.code.length]],
        }
        free.set(name, fresh)
        found.push(fresh)
      }
    }
  }
  return found
    .filter(({ occurrences }) => occurrences.length > 0)
    .sort((a, b) => (a.occurrences[0]?.[0] ?? 0) - (b.occurrences[0]?.[0] ?? 0))
}

function regionIn(tree: SyntaxTree, scope: number, start: number): Span {
  return [start, tree.end(scope)]
}

/** For every node, the row of the nearest scope that encloses it, and how many do. */
function enclosingScopes(tree: SyntaxTree, scopes: ReadonlySet<string>) {
  const scopeOf = new Int32Array(tree.size)
  const depthOf = new Int32Array(tree.size)
  for (let node = 1; node < tree.size; node++) {
    const parent = tree.parent(node)
    const opens = parent > 0 && scopes.has(tree.type(parent))
    scopeOf[node] = opens ? parent : (scopeOf[parent] ?? 0)
    depthOf[node] = (depthOf[parent] ?? 0) + (opens ? 1 : 0)
  }
  return { scopeOf, depthOf }
}

/**
 * Finds the innermost region that holds a position. Positions must be asked for in ascending order: each name keeps a stack of open regions,
 * so that a text with many declarations and uses of one name costs no more than its length.
 */
function resolver(regions: ReadonlyMap<string, readonly Region[]>) {
  const sweeps = new Map<string, { next: number; readonly open: Region[] }>()
  return (key: string, position: number): OpenBinding | undefined => {
    const known = regions.get(key)
    if (!known) return undefined
    const sweep = sweeps.get(key) ?? { next: 0, open: [] }
    sweeps.set(key, sweep)
    for (let region = known[sweep.next]; region && region.span[0] <= position; region = known[++sweep.next]) sweep.open.push(region)
    for (let top = sweep.open.at(-1); top && top.span[1] <= position; top = sweep.open.at(-1)) sweep.open.pop()
    return sweep.open.at(-1)?.binding
  }
}
