import { closingBracket, type Edit, isName, type MutationView, type Range, type Token } from './mutationView.js'

/** Lists the single edits by which one kind of mistake can be made in a function. */
export type MutationOperator = (view: MutationView) => Edit[]

/** The names of the mutation operators; corpus.lock's seeded bugs carry them. */
export type MutationName =
  | 'wrong-comparison'
  | 'wrong-operator'
  | 'negation'
  | 'wrong-identifier'
  | 'wrong-callee'
  | 'swapped-arguments'
  | 'dropped-argument'
  | 'numeric-literal'
  | 'boolean-literal'
  | 'off-by-one'
  | 'condition-part-dropped'
  | 'null-guard-deleted'
  | 'early-return-deleted'
  | 'release-deleted'

const comparisons: Readonly<Record<string, readonly string[]>> = { '==': ['!='], '!=': ['=='], '<': ['>', '>='], '>': ['<', '<='], '<=': ['<', '>='], '>=': ['>', '<='] }
const operators: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['/'],
  '&&': ['||'],
  '||': ['&&'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
  '++': ['--'],
  '--': ['++'],
}
const releases = /\b\w*(close|release|unlock|recycle|dispose|free|destroy|unregister|disconnect|shutdown|cancel)\w*\s*\([^;]*\)\s*;$/i
const guardBody = String.raw`\)\s*\{?\s*(return|throw|continue|break|goto)\b[^;{}]*;\s*\}?$`
const nullGuard = new RegExp(String.raw`^if\s*\([^{};]*(==\s*(null|NULL|0)|(null|NULL)\s*==|\(\s*!\s*\w+\s*)[^{};]*${guardBody}`)
const earlyReturn = new RegExp(String.raw`^if\s*\([^{};]*${guardBody}`)

/** The mutation operators, after the bug patterns of ManySStuBs4J and the CWE entries that delete a check or a release; one edit each. */
export const mutationOperators: Readonly<Record<MutationName, MutationOperator>> = {
  'wrong-comparison': ({ code, tokens }) => tokens.flatMap((token) => (spaced(code, token) ? replacements(token, comparisons) : [])),
  'wrong-operator': (view) => view.tokens.flatMap((token, i) => (isBinary(view, i) ? replacements(token, operators) : [])),
  negation: ({ code, tokens }) => [...dropped(tokens), ...added(code, tokens)],
  'wrong-identifier': ({ code, locals }) =>
    locals.flatMap(({ name, spans }) =>
      spans.slice(1).flatMap((span) =>
        locals.flatMap((other) => (other.name !== name && (other.spans[0]?.[0] ?? Infinity) < span[0] && !isTarget(code, span) ? [{ span, text: other.name }] : [])),
      ),
    ),
  'wrong-callee': ({ tokens, calls }) => {
    const names = calls.flatMap(({ name }) => (tokens[name - 1]?.text === '.' && tokens[name] ? [tokens[name]] : []))
    return names.flatMap(({ text, span }) => [...new Set(names.map((other) => other.text))].flatMap((other) => (other === text ? [] : [{ span, text: other }])))
  },
  'swapped-arguments': ({ code, calls }) =>
    calls.flatMap(({ arguments: list }) =>
      list.slice(1).flatMap((right, i) => {
        const left = list[i]
        if (left === undefined || cut(code, left) === cut(code, right)) return []
        return [{ span: [left[0], right[1]] as const, text: cut(code, right) + code.slice(left[1], right[0]) + cut(code, left) }]
      }),
    ),
  'dropped-argument': ({ calls }) =>
    calls.flatMap(({ arguments: list }) => list.slice(1).flatMap((span, i) => (list[i] ? [{ span: [list[i][1], span[1]] as const, text: '' }] : []))),
  'numeric-literal': ({ tokens }) => tokens.flatMap(({ text, span }) => (/^\d{1,9}$/.test(text) ? otherNumbers(Number(text)).map((number) => ({ span, text: String(number) })) : [])),
  'boolean-literal': ({ tokens }) => tokens.flatMap(({ text, span }) => (text === 'true' ? [{ span, text: 'false' }] : text === 'false' ? [{ span, text: 'true' }] : [])),
  'off-by-one': ({ code, tokens }) => loopHeads(tokens).flatMap(([from, to]) => tokens.slice(from, to).flatMap((token, i, head) => bound(code, token, [head[i - 2], head[i - 1], head[i + 1]]))),
  'condition-part-dropped': ({ tokens }) => conditions(tokens).flatMap(([open, close]) => partsDropped(tokens, open, close)),
  'null-guard-deleted': ({ code, statements }) => deletions(code, statements, 'if_statement', nullGuard),
  'early-return-deleted': ({ code, statements }) => deletions(code, statements, 'if_statement', earlyReturn).filter(({ span }) => !nullGuard.test(cut(code, span).trim())),
  'release-deleted': ({ code, statements }) => deletions(code, statements, 'expression_statement', releases),
}

function cut(code: string, [start, end]: Range): string {
  return code.slice(start, end)
}

function replacements({ text, span }: Token, table: Readonly<Record<string, readonly string[]>>): Edit[] {
  return Object.hasOwn(table, text) ? (table[text] ?? []).map((other) => ({ span, text: other })) : []
}

// `<` and `>` also bracket type arguments, which are written without spaces around them.
function spaced(code: string, { text, span }: Token): boolean {
  return text.length > 1 || (/\s/.test(code[span[0] - 1] ?? '') && /\s/.test(code[span[1]] ?? ''))
}

function isBinary({ tokens, isReserved }: MutationView, i: number): boolean {
  const token = tokens[i]
  if (token === undefined || token.text === '++' || token.text === '--') return token !== undefined
  const before = tokens[i - 1]
  if (token.text === '+' && [before, tokens[i + 1]].some((side) => side?.text.startsWith('"'))) return false // joins texts
  return isName(before, isReserved) || /^[\])]$|^[\d.'"]/.test(before?.text ?? '')
}

// An assignment's left side, or a field's or call's own name, is no use of the variable.
function isTarget(code: string, [start, end]: Range): boolean {
  return /^\s*=[^=]/.test(code.slice(end, end + 12)) || /\.\s*$/.test(code.slice(Math.max(0, start - 3), start))
}

function dropped(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap(({ text, span }) => (text === '!' ? [{ span, text: '' }] : []))
}

const compound = new Set(['&&', '||', '==', '!=', '<', '>', '<=', '>=', 'instanceof', '?', '=', '+', '-', '*', '/', '%', '&', '|', '^'])

function added(code: string, tokens: readonly Token[]): Edit[] {
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
function conditions(tokens: readonly Token[]): [number, number][] {
  return heads(tokens, ['if', 'while'])
}

function loopHeads(tokens: readonly Token[]): [number, number][] {
  return heads(tokens, ['for', 'while'])
}

function heads(tokens: readonly Token[], keywords: readonly string[]): [number, number][] {
  return tokens.flatMap(({ text }, i) => {
    if (!keywords.includes(text) || tokens[i + 1]?.text !== '(') return []
    const close = closingBracket(tokens, i + 1)
    return close > 0 ? [[i + 1, close] as [number, number]] : []
  })
}

function otherNumbers(number: number): number[] {
  return number === 0 ? [1] : number === 1 ? [0, 2] : [number - 1, number + 1, 0]
}

const offByOne: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }

function bound(code: string, token: Token, [last, before, after]: readonly (Token | undefined)[]): Edit[] {
  const other = Object.hasOwn(offByOne, token.text) ? offByOne[token.text] : undefined
  if (other !== undefined && spaced(code, token)) return [{ span: token.span, text: other }]
  if (before?.text === '=' && (token.text === '0' || token.text === '1') && after?.text === ';') return [{ span: token.span, text: token.text === '0' ? '1' : '0' }]
  return last && before?.text === '-' && token.text === '1' ? [{ span: [last.span[1], token.span[1]], text: '' }] : []
}

function partsDropped(tokens: readonly Token[], open: number, close: number): Edit[] {
  const joints: number[] = []
  for (let i = open + 1; i < close; i++) {
    const text = tokens[i]?.text ?? ''
    if (text === '(' || text === '[' || text === '{') i = Math.max(i, closingBracket(tokens, i))
    else if (text === '&&' || text === '||') joints.push(i)
  }
  const bounds = [open, ...joints, close]
  if (bounds.length < 3 || new Set(joints.map((i) => tokens[i]?.text)).size > 1) return []
  return bounds.slice(1).flatMap((end, part) => {
    const edges = part === 0 ? [tokens[open + 1]?.span[0], tokens[end + 1]?.span[0]] : [tokens[(bounds[part] ?? open) - 1]?.span[1], tokens[end - 1]?.span[1]]
    const [from, to] = edges
    return from === undefined || to === undefined ? [] : [{ span: [from, to] as const, text: '' }]
  })
}

function deletions(code: string, statements: MutationView['statements'], nodeType: string, shape: RegExp): Edit[] {
  return statements.flatMap(({ nodeType: type, span }) => (type === nodeType && span[1] - span[0] <= 400 && shape.test(cut(code, span)) ? [{ span: wholeLines(code, span), text: '' }] : []))
}

// With the statement goes its line, where nothing else stands on it.
function wholeLines(code: string, [start, end]: Range): Range {
  const lineStart = code.lastIndexOf('\n', start - 1) + 1
  const rest = code.indexOf('\n', end)
  const alone = code.slice(lineStart, start).trim() === '' && rest >= 0 && code.slice(end, rest).trim() === ''
  return alone ? [lineStart, rest + 1] : [start, end]
}
