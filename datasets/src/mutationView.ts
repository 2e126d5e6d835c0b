import type { Syntax } from '@codepurify/syntax'

/** A half-open range of UTF-16 units. */
export type Range = readonly [start: number, end: number]

/** One change of a text: the characters of `span` give way to `text`. */
export interface Edit {
  readonly span: Range
  readonly text: string
}

/** A lexical token and where it stands. */
export interface Token {
  readonly text: string
  readonly span: Range
}

/** A call: the index of its name among the tokens, and the ranges of its arguments. */
export interface Call {
  readonly name: number
  readonly arguments: readonly Range[]
}

/** A local name: its declaration first, then its other places. */
export interface LocalName {
  readonly name: string
  readonly role: string
  readonly spans: readonly Range[]
}

/** What mutation operators look at: the code, its tokens, calls, local names and statements. */
export interface MutationView {
  readonly code: string
  readonly tokens: readonly Token[]
  readonly calls: readonly Call[]
  readonly locals: readonly LocalName[]
  readonly statements: readonly { readonly nodeType: string; readonly span: Range }[]
  isReserved(name: string): boolean
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** Collects what the mutation operators look at, once for each function. */
export function mutationView(code: string, syntax: Syntax, isReserved: (name: string) => boolean): MutationView {
  const tokens: Token[] = syntax.tokens().map(({ text, span }) => ({ text, span }))
  const units = syntax.units()
  return {
    code,
    tokens,
    calls: callsOf(tokens, isReserved),
    locals: units.flatMap(({ kind, name, role, spans }) =>
      kind === 'identifier' && name !== undefined && (role === 'parameter' || role === 'variable') ? [{ name, role, spans }] : [],
    ),
    statements: units.flatMap(({ kind, nodeType, spans: [span] }) => (kind === 'statement' && span ? [{ nodeType, span }] : [])),
    isReserved,
  }
}

/** The index of the bracket that closes the one at `open`, or -1. */
export function closingBracket(tokens: readonly Token[], open: number): number {
  const stack: string[] = []
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? ''
    const close = closing[text]
    if (close !== undefined) stack.push(close)
    else if (text === stack.at(-1)) {
      stack.pop()
      if (stack.length === 0) return i
    }
  }
  return -1
}

/** Whether a token is a name: no keyword, literal or operator. */
export function isName(token: Token | undefined, isReserved: (name: string) => boolean): boolean {
  return token !== undefined && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(token.text) && !isReserved(token.text)
}

// A declaration's own head (`int f(int a)`) looks like a call, but a name or a type stands before it.
function callsOf(tokens: readonly Token[], isReserved: (name: string) => boolean): Call[] {
  const calls: Call[] = []
  for (let name = 0; name + 1 < tokens.length; name++) {
    const before = tokens[name - 1]
    if (!isName(tokens[name], isReserved) || tokens[name + 1]?.text !== '(') continue
    if (
      before === undefined ||
      isName(before, isReserved) ||
      ['>', ']', '*', '@', 'void', 'int', 'boolean', 'long', 'float', 'double', 'char'].includes(before.text)
    )
      continue
    const close = closingBracket(tokens, name + 1)
    if (close > name + 2 && tokens[close + 1]?.text !== '{') calls.push({ name, arguments: argumentsOf(tokens, name + 1, close) })
    else if (close === name + 2) calls.push({ name, arguments: [] })
  }
  return calls
}

function argumentsOf(tokens: readonly Token[], open: number, close: number): Range[] {
  const found: Range[] = []
  let first = open + 1
  for (let i = open + 1; i <= close; i++) {
    const text = tokens[i]?.text ?? ''
    if (closing[text] !== undefined) {
      const end = closingBracket(tokens, i)
      if (end > 0) i = end
      continue
    }
    if (text !== ',' && i !== close) continue
    const from = tokens[first]
    const to = tokens[i - 1]
    if (from && to && i > first) found.push([from.span[0], to.span[1]])
    first = i + 1
  }
  return found
}
