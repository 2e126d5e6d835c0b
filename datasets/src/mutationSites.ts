import { closingBracket, type Edit, isName, type MutationView, type Range, type Token } from './mutationView.js'

/** The text of a range. */
export function cut(code: string, [start, end]: Range): string {
  return code.slice(start, end)
}

/** The other operators that may stand in a token's place. */
export function replacements({ text, span }: Token, table: Readonly<Record<string, readonly string[]>>): Edit[] {
  return Object.hasOwn(table, text) ? (table[text] ?? []).map((other) => ({ span, text: other })) : []
}

/** Whether a token is an operator for sure: `<` and `>` also bracket type arguments, which are written without spaces around them. */
export function spaced(code: string, { text, span }: Token): boolean {
  return text.length > 1 || (/\s/.test(code[span[0] - 1] ?? '') && /\s/.test(code[span[1]] ?? ''))
}

/** Whether a token is an operator between two values (or counts up or down), not a sign, and does not join texts. */
export function isBinary({ tokens, isReserved }: MutationView, i: number): boolean {
  const token = tokens[i]
  if (token === undefined || token.text === '++' || token.text === '--') return token !== undefined
  const before = tokens[i - 1]
  if (token.text === '+' && [before, tokens[i + 1]].some((side) => side?.text.startsWith('"'))) return false // joins texts
  return isName(before, isReserved) || /^[\])]$|^[\d.'"]/.test(before?.text ?? '')
}

/** Whether a name is the left side of an assignment or a field's own name, and so no use of the variable. */
export function isTarget(code: string, [start, end]: Range): boolean {
  return /^\s*=[^=]/.test(code.slice(end, end + 12)) || /\.\s*$/.test(code.slice(Math.max(0, start - 3), start))
}

/** Negations that can be dropped. */
export function dropped(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap(({ text, span }) => (text === '!' ? [{ span, text: '' }] : []))
}

const compound = new Set(['&&', '||', '==', '!=', '<', '>', '<=', '>=', 'instanceof', '?', '=', '+', '-', '*', '/', '%', '&', '|', '^'])

/** Conditions without an operator of their own, to which a negation can be added. */
export function added(code: string, tokens: readonly Token[]): Edit[] {
  return conditions(tokens).flatMap(([open, close]) => {
    const inside = tokens.slice(open + 1, close)
    const [first] = inside
    const last = inside.at(-1)
    if (!first || !last || first.text === '!') return []
    if (inside.some(({ text }) => compound.has(text))) return []
    const span: Range = [first.span[0], last.span[1]]
    return [{ span, text: `!${cut(code, span)}` }]
  })
}

/** The brackets of every `if (…)` and `while (…)`, as indexes of tokens. */
export function conditions(tokens: readonly Token[]): [number, number][] {
  return heads(tokens, ['if', 'while'])
}

/** The brackets of every `for (…)` and `while (…)`, as indexes of tokens. */
export function loopHeads(tokens: readonly Token[]): [number, number][] {
  return heads(tokens, ['for', 'while'])
}

function heads(tokens: readonly Token[], keywords: readonly string[]): [number, number][] {
  return tokens.flatMap(({ text }, i) => {
    if (!keywords.includes(text) || tokens[i + 1]?.text !== '(') return []
    const close = closingBracket(tokens, i + 1)
    return close > 0 ? [[i + 1, close] as [number, number]] : []
  })
}

/** Numbers near a number, and nought. */
export function otherNumbers(number: number): number[] {
  return number === 0 ? [1] : number === 1 ? [0, 2] : [number - 1, number + 1, 0]
}

const offByOne: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }

/** How a token of a loop's head can be off by one; beside it the two tokens before and the one after. */
export function bound(code: string, token: Token, [last, before, after]: readonly (Token | undefined)[]): Edit[] {
  const other = Object.hasOwn(offByOne, token.text) ? offByOne[token.text] : undefined
  if (other !== undefined && spaced(code, token)) return [{ span: token.span, text: other }]
  if (before?.text === '=' && (token.text === '0' || token.text === '1') && after?.text === ';')
    return [{ span: token.span, text: token.text === '0' ? '1' : '0' }]
  return last && before?.text === '-' && token.text === '1' ? [{ span: [last.span[1], token.span[1]], text: '' }] : []
}

/** A condition without one of its parts, where all are joined by the same operator. */
export function partsDropped(tokens: readonly Token[], open: number, close: number): Edit[] {
  const joints: number[] = []
  for (let i = open + 1; i < close; i++) {
    const text = tokens[i]?.text ?? ''
    if (text === '(' || text === '[' || text === '{') i = Math.max(i, closingBracket(tokens, i))
    else if (text === '&&' || text === '||') joints.push(i)
  }
  const bounds = [open, ...joints, close]
  if (bounds.length < 3 || new Set(joints.map((i) => tokens[i]?.text)).size > 1) return []
  return bounds.slice(1).flatMap((end, part) => {
    const edges =
      part === 0
        ? [tokens[open + 1]?.span[0], tokens[end + 1]?.span[0]]
        : [tokens[(bounds[part] ?? open) - 1]?.span[1], tokens[end - 1]?.span[1]]
    const [from, to] = edges
    return from === undefined || to === undefined ? [] : [{ span: [from, to] as const, text: '' }]
  })
}

/** Statements of one type and shape, to be deleted with their lines. */
export function deletions(code: string, statements: MutationView['statements'], nodeType: string, shape: RegExp): Edit[] {
  return statements.flatMap(({ nodeType: type, span }) =>
    type === nodeType && span[1] - span[0] <= 400 && shape.test(cut(code, span)) ? [{ span: wholeLines(code, span), text: '' }] : [],
  )
}

// With the statement goes its line, where nothing else stands on it.
function wholeLines(code: string, [start, end]: Range): Range {
  const lineStart = code.lastIndexOf('\n', start - 1) + 1
  const rest = code.indexOf('\n', end)
  const alone = code.slice(lineStart, start).trim() === '' && rest >= 0 && code.slice(end, rest).trim() === ''
  return alone ? [lineStart, rest + 1] : [start, end]
}
