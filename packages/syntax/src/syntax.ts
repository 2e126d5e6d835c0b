import { bindings } from './bindings.js'
import type { Binding } from './bindings.js'
import type { FunctionDefinition } from './functions.js'
import { functions } from './functions.js'
import type { Grammar } from './grammar.js'
import type { Role } from './scopeRules.js'
import type { Span } from './span.js'
import { statements } from './statements.js'
import type { Token } from './tokens.js'
import { tokens } from './tokens.js'
import type { SyntaxTree } from './tree.js'

/** What can be hidden or renamed as one: an identifier with all its occurrences in scope, or a statement. */
export interface Unit {
  readonly kind: 'identifier' | 'statement'
  /** An identifier's name. */
  readonly name?: string
  /** The grammar's type of the statement, or of the node that declares the identifier. */
  readonly nodeType: string
  /** What an identifier is. */
  readonly role?: Role
  /** In ascending order, in UTF-16 code units of the text; a statement has one. */
  readonly spans: readonly Span[]
  /** How many statements enclose the statement, or scopes the declaration. */
  readonly depth: number
}

/** What is in a piece of code. Every answer is in UTF-16 code units of the text as it was given. */
export class Syntax {
  /** The text that was parsed. */
  readonly code: string
  /** Whether the grammar accepts all of the text. */
  readonly parses: boolean
  /** The tree itself, for those who ask for something else. */
  readonly tree: SyntaxTree
  /** The tree of the text as it stands; another one where a member was wrapped in a class. */
  readonly bareTree: SyntaxTree
  /** What is known about the language. */
  readonly grammar: Grammar
  #bindings: readonly Binding[] | undefined

  constructor(tree: SyntaxTree, parses: boolean, grammar: Grammar, bareTree: SyntaxTree = tree) {
    this.code = tree.code
    this.parses = parses
    this.tree = tree
    this.grammar = grammar
    this.bareTree = bareTree
  }

  /** The stretches of text that fit no rule; an empty span is a token that is missing there. */
  get errors(): Span[] {
    if (this.parses) return []
    const found: Span[] = []
    for (let node = 1; node < this.tree.size; node++) {
      const missing = this.tree.isLeaf(node) && this.tree.start(node) === this.tree.end(node)
      if (missing || this.tree.type(node) === 'ERROR') found.push([this.tree.start(node), this.tree.end(node)])
    }
    return found.length > 0 ? found : [[0, this.code.length]]
  }

  /** Every name and each place that means it, in the order of first occurrence. */
  bindings(): readonly Binding[] {
    return (this.#bindings ??= bindings(this.tree, this.grammar.scopes))
  }

  /** Identifiers in the order of first occurrence, then statements in document order, nested ones too; code that does not parse has those outside of its errors. */
  units(): Unit[] {
    return [
      ...this.bindings().map(
        ({ name, nodeType, role, occurrences, depth }) =>
          ({ kind: 'identifier', name, nodeType, role, spans: occurrences, depth }) as const,
      ),
      ...statements(this.tree, this.grammar).map(
        ({ nodeType, span, depth }) => ({ kind: 'statement', nodeType, spans: [span], depth }) as const,
      ),
    ]
  }

  /** Every function with a name, nested ones too. */
  functions(): FunctionDefinition[] {
    return functions(this.tree, this.grammar)
  }

  /** The lexical tokens, without comments; a string is one token. */
  tokens(): Token[] {
    return tokens(this.tree, this.grammar)
  }

  /** Kept for symmetry with parsers that hold foreign memory: this one gave its memory back when it parsed. */
  free(): void {
    this.#bindings = undefined
  }
}
