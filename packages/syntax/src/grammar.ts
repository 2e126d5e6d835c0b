import type { ScopeRules } from './scopeRules.js'
import type { SyntaxTree } from './tree.js'

/** What the rest of the package needs to know about one programming language. */
export interface Grammar {
  /** The npm package that holds the grammar as WebAssembly, and the file in it. */
  readonly wasm: string
  /** Text put around members that cannot stand alone, such as Java's constructors: a class with one member. */
  readonly wrapper?: readonly [prefix: string, suffix: string]
  /** Keywords and literals, none of which can be an identifier. */
  readonly reserved: ReadonlySet<string>
  /** Node types of comments. */
  readonly comments: ReadonlySet<string>
  /** Node types of literals; each is one lexical token even where the grammar splits it. */
  readonly literals: ReadonlySet<string>
  /** Node types of functions, and where the name and the body of each stand. */
  readonly functions: Readonly<Record<string, FunctionRule>>
  /** Node types whose field `name` qualifies the functions inside: classes and the like. */
  readonly containers: ReadonlySet<string>
  /** Node types of statements, with the types of parent under which such a node is a statement; `any` for all. */
  readonly statements: Readonly<Record<string, ReadonlySet<string> | 'any'>>
  readonly scopes: ScopeRules
}

/** The nodes of a function; −1 for a part that is absent. */
export interface FunctionParts {
  readonly name: number
  readonly body: number
  /** The node that a comment above belongs to, and that stands for the function as a whole. */
  readonly whole: number
  /** What qualifies the name in the code itself, as `a.b` in `a.b.f = function () {}`. */
  readonly qualifier?: string
}

/** Reads the parts of a function, or says that the node is no function with a name. */
export type FunctionRule = (tree: SyntaxTree, node: number) => FunctionParts | undefined
