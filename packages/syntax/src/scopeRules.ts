import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

/** What a declared name is; `free` marks a variable that is declared outside of the text. */
export type Role = 'function' | 'parameter' | 'variable' | 'field' | 'free'

/** One name that a node declares. */
export interface Declared {
  /** The row of the identifier. */
  readonly name: number
  readonly role: Role
  /** Names in different spaces never meet, as Java's methods and variables. */
  readonly space: string
  /** Where the name can be seen: from here to the end of the scope, in all of the scope, or in the spans given. */
  readonly visible: 'onward' | 'scope' | readonly Span[]
}

/** How an identifier is used. */
export interface Use {
  readonly space: string
  /** Whether the name counts as a unit when nothing in the text declares it. */
  readonly free: boolean
}

/** A language's rules of scope, applied by `bindings`. */
export interface ScopeRules {
  /** Node types that open a scope; the root always does. */
  readonly scopes: ReadonlySet<string>
  /** Leaf types that can name a variable or function. */
  readonly identifiers: ReadonlySet<string>
  /** The names that a node of the type declares. */
  readonly declarations: Readonly<Record<string, (tree: SyntaxTree, node: number) => readonly Declared[]>>
  /** How the identifier is used; undefined when it names something else: a field, a label, a type. */
  readonly use: (tree: SyntaxTree, node: number) => Use | undefined
}

/** The space of variables, and in most languages of functions too. */
export const valueSpace = 'value'

/** A variable that is read or written. */
export const variableUse: Use = { space: valueSpace, free: true }

/** A name that is called: no unit of its own unless the text declares it. */
export const calleeUse: Use = { space: valueSpace, free: false }

/** The span of a node. */
export function spanOf(tree: SyntaxTree, node: number): Span {
  return [tree.start(node), tree.end(node)]
}
