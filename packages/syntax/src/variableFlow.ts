import type { SyntaxTree } from './tree.js'

/** An edge of the data flow: the token `to` gets its value from the tokens `from`; tokens are numbered in document order. */
export interface FlowEdge {
  readonly name: string
  readonly to: number
  readonly relation: 'comesFrom' | 'computedFrom'
  readonly fromNames: readonly string[]
  readonly from: readonly number[]
}

type State = Map<string, readonly number[]>

// Loops are gone through twice, so nested ones cost twice as much for every level: a text that would take longer than this has no flow.
const mostSteps = 200_000
const deepest = 900

const conditional = new Set(['if_statement', 'else'])
const literals = new Set(['string_literal', 'character_literal', 'string'])

/**
 * The data flow of Java code as GraphCodeBERT draws it (Guo et al., ICLR 2021, §3; `DFG_java` of CodeXGLUE's CodeBLEU), one edge for each token that takes part, in document order.
 * Code nested deeper than 900 nodes, or with loops so deep in each other that it would take unreasonably long, has none; the official code gives up there as well.
 */
export function variableFlow(tree: SyntaxTree): FlowEdge[] {
  const drawn = draw(tree)
  const used = new Set(drawn.flatMap((edge) => (edge.from.length > 0 ? [edge.to, ...edge.from] : [])))
  const merged = new Map<number, FlowEdge>()
  for (const edge of drawn) {
    if (!used.has(edge.to)) continue
    const before = merged.get(edge.to)
    merged.set(edge.to, before ? union(before, edge) : edge)
  }
  return [...merged.values()]
}

function union(first: FlowEdge, second: FlowEdge): FlowEdge {
  return {
    ...second,
    fromNames: [...new Set([...first.fromNames, ...second.fromNames])],
    from: [...new Set([...first.from, ...second.from])],
  }
}

class TooMuch extends Error {}

function draw(tree: SyntaxTree): FlowEdge[] {
  const numbers = tokenNumbers(tree)
  let steps = 0
  const spend = (count: number): void => {
    steps += count
    if (steps > mostSteps) throw new TooMuch()
  }
  const isToken = (node: number): boolean => tree.isLeaf(node) || literals.has(tree.type(node))
  const number = (node: number): number => numbers.get(node) ?? 0

  /** The tokens in a node that are no punctuation and no keyword. */
  const variables = (node: number): number[] => {
    const found: number[] = []
    if (node < 0) return found
    for (let at = node; at < tree.after(node);) {
      spend(1)
      if (isToken(at) && tree.type(at) !== tree.text(at) && !isComment(tree.type(at))) found.push(at)
      at = isToken(at) ? tree.after(at) : at + 1
    }
    return found
  }

  /** An edge from every source to every name; the names are then known from here on. */
  const assign = (names: readonly number[], sources: readonly number[], relation: FlowEdge['relation'], state: State): FlowEdge[] => {
    spend(names.length * sources.length)
    return names.flatMap((name) => {
      const text = tree.text(name)
      state.set(text, [number(name)])
      return sources.map((source) => ({ name: text, to: number(name), relation, fromNames: [tree.text(source)], from: [number(source)] }))
    })
  }

  const token = (node: number, state: State): FlowEdge[] => {
    const name = tree.text(node)
    if (tree.type(node) === name || isComment(tree.type(node))) return []
    const to = number(node)
    const known = state.get(name)
    if (known) return [{ name, to, relation: 'comesFrom', fromNames: [name], from: known }]
    if (tree.type(node) === 'identifier') state.set(name, [to])
    return [{ name, to, relation: 'comesFrom', fromNames: [], from: [] }]
  }

  const declaration = (node: number, state: State, depth: number): FlowEdge[] => {
    const names = variables(tree.child(node, 'name'))
    const value = tree.child(node, 'value')
    if (value >= 0) {
      const inside = visit(value, state, depth)
      return [...inside, ...assign(names, variables(value), 'comesFrom', state)]
    }
    return names.map((name) => {
      state.set(tree.text(name), [number(name)])
      return { name: tree.text(name), to: number(name), relation: 'comesFrom', fromNames: [], from: [] }
    })
  }

  const assignment = (node: number, state: State, depth: number): FlowEdge[] => {
    const right = tree.child(node, 'right')
    const inside = right < 0 ? [] : visit(right, state, depth)
    return [...inside, ...assign(variables(tree.child(node, 'left')), variables(right), 'computedFrom', state)]
  }

  const update = (node: number, state: State): FlowEdge[] => {
    const names = variables(node)
    return assign(names, names, 'computedFrom', state)
  }

  /** Both sides start from what was known before; afterwards all is known that one of them knows. */
  const choice = (node: number, state: State, depth: number): FlowEdge[] => {
    const before: State = new Map(state)
    const ends: State[] = []
    const edges: FlowEdge[] = []
    let otherwise = false
    let hasElse = tree.type(node).includes('else')
    for (const child of tree.children(node)) {
      const type = tree.type(child)
      hasElse ||= type.includes('else')
      otherwise ||= conditional.has(type)
      const branch: State = otherwise ? new Map(before) : state
      spend(otherwise ? before.size : 0)
      edges.push(...visit(child, branch, depth))
      if (otherwise) ends.push(branch)
    }
    if (!hasElse) ends.push(before)
    for (const end of ends) for (const [name, from] of end) state.set(name, [...(state.get(name) ?? []), ...from])
    for (const [name, from] of state)
      state.set(
        name,
        [...new Set(from)].sort((a, b) => a - b),
      )
    spend(ends.length * state.size)
    return edges
  }

  const all = (children: readonly number[], state: State, depth: number): FlowEdge[] =>
    children.flatMap((child) => visit(child, state, depth))

  const counted = (node: number, state: State, depth: number): FlowEdge[] => {
    const children = tree.children(node)
    const first = all(children, state, depth)
    const declared = children.findIndex((child) => tree.type(child) === 'local_variable_declaration')
    return once([...first, ...(declared < 0 ? [] : all(children.slice(declared + 1), state, depth))])
  }

  const each = (node: number, state: State, depth: number): FlowEdge[] => {
    const value = tree.child(node, 'value')
    const body = tree.child(node, 'body')
    const names = variables(tree.child(node, 'name'))
    const round = (): FlowEdge[] => [
      ...(value < 0 ? [] : visit(value, state, depth)),
      ...assign(names, variables(value), 'computedFrom', state),
      ...(body < 0 ? [] : visit(body, state, depth)),
    ]
    return once([...round(), ...round()])
  }

  const repeated = (node: number, state: State, depth: number): FlowEdge[] => {
    const children = tree.children(node)
    return once([...all(children, state, depth), ...all(children, state, depth)])
  }

  const rules: Readonly<Record<string, (node: number, state: State, depth: number) => FlowEdge[]>> = {
    variable_declarator: declaration,
    assignment_expression: assignment,
    update_expression: update,
    if_statement: choice,
    else: choice,
    for_statement: counted,
    enhanced_for_statement: each,
    while_statement: repeated,
  }

  function visit(node: number, state: State, depth: number): FlowEdge[] {
    spend(1)
    if (depth > deepest) throw new TooMuch()
    if (isToken(node)) return token(node, state)
    const rule = Object.hasOwn(rules, tree.type(node)) ? rules[tree.type(node)] : undefined
    const edges = rule ? rule(node, state, depth + 1) : all(tree.children(node), state, depth + 1)
    return edges.sort((a, b) => a.to - b.to)
  }

  try {
    return visit(0, new Map(), 0)
  } catch (error) {
    if (error instanceof TooMuch) return []
    throw error
  }
}

/** The edges of a loop gone through twice: one for each token, name and relation. */
function once(edges: readonly FlowEdge[]): FlowEdge[] {
  const merged = new Map<string, FlowEdge>()
  for (const edge of edges) {
    const key = `${edge.to} ${edge.relation} ${edge.name}`
    const before = merged.get(key)
    const joined = before ? union(before, edge) : edge
    merged.set(key, before ? { ...joined, from: [...joined.from].sort((a, b) => a - b) } : joined)
  }
  return [...merged.values()].sort((a, b) => a.to - b.to)
}

function tokenNumbers(tree: SyntaxTree): Map<number, number> {
  const numbers = new Map<number, number>()
  for (let node = 0; node < tree.size;) {
    const type = tree.type(node)
    const whole = tree.isLeaf(node) || literals.has(type)
    if (whole && !isComment(type)) numbers.set(node, numbers.size)
    node = whole ? tree.after(node) : node + 1
  }
  return numbers
}

function isComment(type: string): boolean {
  return type.endsWith('comment')
}
