import type { Grammar } from './grammar.js'
import type { Span } from './span.js'
import type { SyntaxTree } from './tree.js'

/** What a token is to somebody who knows no grammar. */
export type TokenKind = 'identifier' | 'literal' | 'keyword' | 'punctuation'

/** A lexical token. */
export interface Token {
  readonly text: string
  /** The grammar's node type; for keywords and punctuation the text itself. */
  readonly type: string
  readonly kind: TokenKind
  readonly span: Span
}

/** The lexical tokens in document order, without comments; a string is one token. */
export function tokens(tree: SyntaxTree, grammar: Grammar): Token[] {
  const found: Token[] = []
  for (let node = 0; node < tree.size;) {
    const type = tree.type(node)
    const whole = grammar.literals.has(type) || grammar.comments.has(type)
    if (!whole && !tree.isLeaf(node)) {
      node++
      continue
    }
    const text = tree.text(node)
    // Zero-width leaves are tokens that the parser missed; a preprocessor line ends in a token that is only a line break.
    if (!grammar.comments.has(type) && text.trim() !== '') {
      found.push({ text, type, kind: kindOf(type, text, grammar), span: [tree.start(node), tree.end(node)] })
    }
    node = tree.after(node)
  }
  return found
}

function kindOf(type: string, text: string, grammar: Grammar): TokenKind {
  if (grammar.literals.has(type)) return 'literal'
  if (type.endsWith('identifier') || type.startsWith('shorthand_property')) return 'identifier'
  return /^[\p{L}_$]/u.test(text) ? (grammar.reserved.has(text) ? 'keyword' : 'identifier') : 'punctuation'
}
