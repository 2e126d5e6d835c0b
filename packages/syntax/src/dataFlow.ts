import type { SyntaxTree } from './tree.js'

/** How a language's nodes bring names into the data flow, after the extractor that the published defence imports (ALERT, ICSE 2022). */
export interface FlowRules {
  /** Nodes that name what they define or change: the rows of the names, and the rows that are looked into besides. */
  readonly definitions: Readonly<Record<string, (tree: SyntaxTree, node: number) => Definition | undefined>>
  /** Nodes of which nothing is looked into. */
  readonly opaque: ReadonlySet<string>
  /** Nodes whose parts are gone through twice: from the first row on that is given. */
  readonly loops: Readonly<Record<string, (tree: SyntaxTree, node: number) => number>>
  /** Leaves that define their own text. */
  readonly definesItself: (tree: SyntaxTree, leaf: number) => boolean
  /** Leaves that are never looked at. */
  readonly hidden: (tree: SyntaxTree, leaf: number) => boolean
}

/** What a node defines. */
export interface Definition {
  /** Rows of leaves. */
  readonly names: readonly number[]
  /** Whether the names count where they are defined, or only where they are used later. */
  readonly counts: boolean
  /** Rows of nodes that are looked into before the names are known. */
  readonly inside: readonly number[]
}

/** The leaves of a node that are no punctuation and no keyword: their type is not their text. */
export function variableLeaves(tree: SyntaxTree, node: number): number[] {
  const found: number[] = []
  if (node < 0) return found
  for (let leaf = node; leaf < tree.after(node); leaf++) if (tree.isLeaf(leaf) && tree.type(leaf) !== tree.text(leaf)) found.push(leaf)
  return found
}

type Task =
  | { readonly do: 'visit'; readonly node: number; readonly covered: boolean }
  | { readonly do: 'define'; readonly names: readonly number[]; readonly counts: boolean }
  | { readonly do: 'forget'; readonly branch: Branch }
  | { readonly do: 'merge'; readonly branch: Branch }

/** The names that one side of an `if` has defined. */
interface Branch {
  readonly start: number
  readonly hidden: string[]
}

/**
 * The names in the data flow, in the order of the place where each first counts.
 *
 * A name is known from where it is defined; both sides of an `if` start from what is known before it; a loop's body knows what it defines itself.
 */
export function dataFlowNames(tree: SyntaxTree, rules: FlowRules): string[] {
  const known = new Set<string>()
  const order: string[] = []
  const first = new Map<string, number>()
  const count = (leaf: number) => {
    const name = tree.text(leaf)
    first.set(name, Math.min(first.get(name) ?? Infinity, leaf))
  }
  const learn = (name: string) => {
    if (known.has(name)) return
    known.add(name)
    order.push(name)
  }
  const tasks: Task[] = [{ do: 'visit', node: 0, covered: false }]
  const later = (nodes: readonly number[], covered: boolean) => {
    for (const node of nodes.toReversed()) tasks.push({ do: 'visit', node, covered })
  }
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    if (task.do === 'define') {
      for (const leaf of task.names) {
        if (task.counts) count(leaf)
        learn(tree.text(leaf))
      }
    } else if (task.do === 'forget') {
      for (const name of order.splice(task.branch.start)) {
        known.delete(name)
        task.branch.hidden.push(name)
      }
    } else if (task.do === 'merge') for (const name of task.branch.hidden) learn(name)
    else visit(task.node, task.covered)
  }
  return [...first].sort((a, b) => a[1] - b[1]).map(([name]) => name)

  function visit(node: number, covered: boolean): void {
    const type = tree.type(node)
    if (rules.opaque.has(type)) return
    if (tree.isLeaf(node)) {
      const text = tree.text(node)
      if (type === text || rules.hidden(tree, node)) return
      if (known.has(text)) count(node)
      else if (rules.definesItself(tree, node)) {
        count(node)
        learn(text)
      }
      return
    }
    const definition = rules.definitions[type]?.(tree, node)
    if (definition) {
      tasks.push({ do: 'define', names: definition.names, counts: definition.counts })
      later(definition.inside, covered)
      return
    }
    const loop = rules.loops[type]
    const children = inside(tree, node)
    if (loop) {
      const from = loop(tree, node)
      const twice = children.filter((child) => child >= from)
      later(twice, true)
      if (!covered && twice.length > 0) tasks.push({ do: 'define', names: definedIn(node), counts: false })
      later(
        children.filter((child) => child < from),
        covered,
      )
      return
    }
    const otherwise = type === 'if_statement' ? children.findIndex((child) => /^else/.test(tree.type(child))) : -1
    if (otherwise < 0) {
      later(children, covered)
      return
    }
    const branch: Branch = { start: order.length, hidden: [] }
    tasks.push({ do: 'merge', branch })
    later(children.slice(otherwise), covered)
    tasks.push({ do: 'forget', branch })
    later(children.slice(0, otherwise), covered)
  }

  function definedIn(loop: number): number[] {
    const names: number[] = []
    for (let node = loop; node < tree.after(loop);) {
      const type = tree.type(node)
      if (rules.opaque.has(type)) {
        node = tree.after(node)
        continue
      }
      if (tree.isLeaf(node)) {
        if (!rules.hidden(tree, node) && rules.definesItself(tree, node)) names.push(node)
      } else names.push(...(rules.definitions[type]?.(tree, node)?.names ?? []))
      node++
    }
    return names
  }
}

/** What is looked into in a node: of a method called on an object, only the object and the arguments. */
function inside(tree: SyntaxTree, node: number): number[] {
  const object = tree.type(node) === 'method_invocation' ? tree.child(node, 'object') : -1
  return object < 0 ? tree.children(node) : [object, tree.child(node, 'arguments')].filter((child) => child >= 0)
}
