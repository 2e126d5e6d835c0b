import type { Grammar } from './grammar.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

/** A statement: nested ones are statements of their own; blocks are not. */
export interface Statement {
  readonly nodeType: string
  readonly span: Span
  /** How many statements enclose it. */
  readonly depth: number
}

/** Every statement at every depth, in document order. A statement at the top that holds a whole function is that function, and left out. */
export function statements(tree: SyntaxTree, grammar: Grammar): Statement[] {
  const found: Statement[] = []
  const open: number[] = []
  for (let node = 1; node < tree.size; node++) {
    for (let top = open.at(-1); top !== undefined && top <= node; top = open.at(-1)) open.pop()
    const type = tree.type(node)
    const parents = grammar.statements[type]
    if (parents === undefined) continue
    const parent = tree.parent(node)
    const parentType = tree.type(parent)
    if (parents !== 'any' && !parents.has(parentType) && parentType !== 'ERROR') continue
    const span: Span = [tree.start(node), tree.end(node)]
    if (span[1] - span[0] < 2) continue // an empty statement
    if (parent === 0 && holdsFunction(tree, node, grammar)) continue
    found.push({ nodeType: type, span, depth: open.length })
    open.push(tree.after(node))
  }
  return found
}

function holdsFunction(tree: SyntaxTree, node: number, grammar: Grammar): boolean {
  for (let inner = node; inner < tree.after(node); inner++) {
    const parts = grammar.functions[tree.type(inner)]?.(tree, inner)
    if (parts && parts.body >= 0 && tree.parent(parts.whole) <= 0) return true
  }
  return false
}
