import type { Grammar } from './grammar.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

/** A function with a name. */
export interface FunctionDefinition {
  readonly name: string
  /** What qualifies the name: the enclosing classes, or the object that the function is assigned to; joined by dots. */
  readonly container?: string
  readonly nodeType: string
  readonly span: Span
  /** From `{` to `}`. Absent where there is no body, as for an abstract method. */
  readonly bodySpan?: Span
  /** The comment directly above, as it stands; consecutive line comments are one. */
  readonly docComment?: string
  /** How many functions with a name enclose this one. */
  readonly depth: number
}

/** Every function with a name, in document order. */
export function functions(tree: SyntaxTree, grammar: Grammar): FunctionDefinition[] {
  const found: FunctionDefinition[] = []
  const open: { readonly after: number; readonly name?: string }[] = []
  for (let node = 0; node < tree.size; node++) {
    for (let top = open.at(-1); top && top.after <= node; top = open.at(-1)) open.pop()
    const type = tree.type(node)
    if (grammar.containers.has(type)) {
      const name = tree.child(node, 'name')
      if (name >= 0) open.push({ after: tree.after(node), name: tree.text(name) })
      continue
    }
    const parts = grammar.functions[type]?.(tree, node)
    if (!parts || parts.name < 0) continue
    const { name, body, whole, qualifier } = parts
    const containers = open.flatMap((entry) => entry.name ?? [])
    if (qualifier !== undefined) containers.push(qualifier)
    const comment = commentAbove(tree, whole, grammar.comments)
    found.push({
      name: tree.text(name),
      ...(containers.length > 0 && { container: containers.join('.') }),
      nodeType: type,
      span: [tree.start(whole), tree.end(whole)],
      ...(body >= 0 && { bodySpan: [tree.start(body), tree.end(body)] as const }),
      ...(comment !== undefined && { docComment: comment }),
      depth: open.filter((entry) => entry.name === undefined).length,
    })
    open.push({ after: tree.after(node) })
  }
  return found
}

/** The comment that ends right above the node, with no empty line between. */
function commentAbove(tree: SyntaxTree, node: number, comments: ReadonlySet<string>): string | undefined {
  let start = tree.start(node)
  let first = -1
  for (let above = previousSibling(tree, node); above >= 0 && comments.has(tree.type(above)); above = previousSibling(tree, above)) {
    const gap = tree.code.slice(tree.end(above), start)
    const isLine = tree.text(above).startsWith('//')
    // A line comment may own its line break.
    if (gap.trim() !== '' || gap.split('\n').length > 2 || (first >= 0 && !isLine)) break
    // A comment that trails code on its own line belongs to that code.
    if (tree.code.slice(tree.code.lastIndexOf('\n', tree.start(above) - 1) + 1, tree.start(above)).trim() !== '') break
    first = above
    start = tree.start(above)
    if (!isLine) break
  }
  return first < 0 ? undefined : tree.code.slice(start, tree.start(node)).trim()
}

function previousSibling(tree: SyntaxTree, node: number): number {
  const parent = tree.parent(node)
  if (parent < 0) return -1
  let before = node - 1
  if (before === parent) return -1
  while (tree.parent(before) !== parent) before = tree.parent(before)
  return before
}
