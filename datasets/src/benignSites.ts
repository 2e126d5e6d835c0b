import { conditions, cut } from './mutationSites.js'
import { closingBracket, type Edit, isName, type MutationView, type Token } from './mutationView.js'

/** Edits that are made together; their ranges do not overlap. */
export type Change = readonly Edit[]

/** Applies the edits of one change to a text. */
export function applyChange(code: string, change: Change): string {
  let text = code
  for (const {
    span: [start, end],
    text: put,
  } of [...change].sort((a, b) => b.span[0] - a.span[0]))
    text = text.slice(0, start) + put + text.slice(end)
  return text
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '==': '==', '!=': '!=' }
const beforeComparison = new Set(['(', '&&', '||', 'return', '=', ';', '{', '}', ',', '?'])
const afterComparison = new Set([')', '&&', '||', ';', ',', '?', ':'])
const constants = /^(this|null|NULL|true|false)$|^[\d'"]/

/** Every `a < b` whose sides are names, literals or fields of names, as `b > a`. */
export function mirroredComparisons({ code, tokens, isReserved }: MutationView): Change[] {
  const isValue = (token: Token | undefined): token is Token =>
    token !== undefined && (isName(token, isReserved) || constants.test(token.text))
  // `p->x` and `a.b` stand close together; Java's arrow does not
  const joins = (i: number): boolean => {
    const [left, dot, right] = [tokens[i - 1], tokens[i], tokens[i + 1]]
    return (dot?.text === '.' || dot?.text === '->') && left?.span[1] === dot.span[0] && dot.span[1] === right?.span[0]
  }
  return tokens.flatMap(({ text, span }, i) => {
    const mirror = Object.hasOwn(mirrored, text) ? mirrored[text] : undefined
    if (mirror === undefined || (text.length === 1 && !/^\s.\s$/.test(code.slice(span[0] - 1, span[1] + 1)))) return []
    let [first, last] = [i - 1, i + 1]
    while (joins(first - 1) && isValue(tokens[first - 2])) first -= 2
    while (joins(last + 1) && isValue(tokens[last + 2])) last += 2
    const [from, to, left, right] = [tokens[first], tokens[last], tokens[i - 1], tokens[i + 1]]
    if (!isValue(from) || !isValue(to) || !isValue(left) || !isValue(right)) return []
    if (!beforeComparison.has(tokens[first - 1]?.text ?? '') || !afterComparison.has(tokens[last + 1]?.text ?? '')) return []
    const [a, b] = [cut(code, [from.span[0], left.span[1]]), cut(code, [right.span[0], to.span[1]])]
    return [[{ span: [from.span[0], to.span[1]], text: `${b} ${mirror} ${a}` }]]
  })
}

const jumps = new Set(['return', 'break', 'throw', 'goto', 'continue'])

/** Every `while` as `for`, and every `for` that counts as `while` where that means the same. */
export function rewrittenLoops(view: MutationView): Change[] {
  const { code, tokens } = view
  return tokens.flatMap(({ text, span }, i): Change[] => {
    const [open, close] = [tokens[i + 1], closingBracket(tokens, i + 1)]
    const end = tokens[close]
    if (open?.text !== '(' || end === undefined || tokens[close + 1]?.text !== '{') return []
    const loop = closingBracket(tokens, close + 1)
    if (text === 'while')
      return [
        [
          { span, text: 'for' },
          { span: open.span, text: '(; ' },
          { span: end.span, text: '; )' },
        ],
      ]
    const stop = tokens[loop]
    if (text !== 'for' || stop === undefined || tokens[i - 1]?.text === ':') return []
    const parts = cut(code, [open.span[1], end.span[0]]).split(';')
    const [init = '', condition = '', update = ''] = parts.map((part) => part.trim())
    if (parts.length !== 3 || condition === '' || update === '' || /[,'"]/.test(init + update)) return []
    const body = tokens.slice(close + 2, loop)
    if (body.some((token) => token.text === 'continue') || endsInJump(body) || code.slice(span[0], stop.span[1]).includes('#')) return []
    return [
      [
        { span: [span[0], end.span[1]], text: `${init === '' ? '' : `{ ${init}; `}while (${condition})` },
        { span: stop.span, text: `${update}; }${init === '' ? '' : ' }'}` },
      ],
    ]
  })
}

function endsInJump(body: readonly Token[]): boolean {
  const bounds = body.flatMap(({ text }, i) => (/^[;{}]$/.test(text) && i < body.length - 1 ? [i] : []))
  return jumps.has(body[(bounds.at(-1) ?? -1) + 1]?.text ?? '') || body.at(-1)?.text === '}'
}

/** Every `if (c) { … } else { … }` with the branches exchanged and the condition negated. */
export function invertedBranches({ code, tokens }: MutationView): Change[] {
  return conditions(tokens).flatMap(([open, close]) => {
    const [first, second] = [close + 1, closingBracket(tokens, close + 1) + 2]
    if (tokens[open - 1]?.text !== 'if' || tokens[first]?.text !== '{' || tokens[second]?.text !== '{') return []
    const [from, to, stop] = [tokens[open], tokens[close], tokens[closingBracket(tokens, second)]]
    const [a, b, between] = [tokens[first], tokens[second], tokens[second - 1]]
    if (!from || !to || !stop || !a || !b || between?.text !== 'else' || code.slice(from.span[0], stop.span[1]).includes('#')) return []
    const [then, otherwise] = [cut(code, [a.span[0], between.span[0]]).trimEnd(), cut(code, [b.span[0], stop.span[1]])]
    const condition = negated(cut(code, [from.span[1], to.span[0]]).trim(), tokens.slice(open + 1, close))
    return [[{ span: [from.span[0], stop.span[1]], text: `(${condition}) ${otherwise} else ${then}` }]]
  })
}

const compound = new Set(['&&', '||', '?', '=', '&', '|', '^', '<', '>', '<=', '>=', 'instanceof', '=='])
const opposite: Readonly<Record<string, string>> = { '==': '!=', '!=': '==' }

// Only equality is turned round: `!(a < b)` is not `a >= b` where one is not a number.
function negated(condition: string, tokens: readonly Token[]): string {
  const equal = tokens.filter(({ text }) => Object.hasOwn(opposite, text))
  const [only] = equal
  const start = tokens[0]?.span[0]
  if (!only || start === undefined || equal.length > 1 || tokens.some(({ text }) => compound.has(text) && text !== only.text))
    return `!(${condition})`
  const at = only.span[0] - start
  return condition.slice(0, at) + (opposite[only.text] ?? '') + condition.slice(at + 2)
}

/** Every condition of an `if` that stands on its own in a block, computed into a new local first. */
export function extractedConditions(view: MutationView, { name, c }: { name: string; c: boolean }): Change[] {
  const { code, tokens } = view
  return conditions(tokens).flatMap(([open, close]) => {
    const [word, from, to] = [tokens[open - 1], tokens[open], tokens[close]]
    if (word?.text !== 'if' || !from || !to || !/^[;{}]$/.test(tokens[open - 2]?.text ?? '')) return []
    if (tokens.slice(open + 1, close).some(({ text }) => text === '=' || text === 'instanceof')) return []
    const condition = cut(code, [from.span[1], to.span[0]])
    if (condition.includes('#') || condition.trim() === '' || /\/[/*]/.test(condition)) return []
    const lineStart = code.lastIndexOf('\n', word.span[0] - 1) + 1
    const indent = /^[ \t]*$/.exec(code.slice(lineStart, word.span[0]))?.[0] ?? ''
    const declared = c ? `int ${name} = (${condition.trim()}) != 0;` : `boolean ${name} = ${condition.trim()};`
    return [
      [
        { span: [word.span[0], word.span[0]], text: `${declared}\n${indent}` },
        { span: [from.span[1], to.span[0]], text: name },
      ],
    ]
  })
}

const simpleTypes = new Set(['local_variable_declaration', 'declaration', 'expression_statement'])

/** Every two neighbouring assignments or declarations that touch nothing of each other, in the other order. */
export function reorderedStatements({ code, tokens, statements }: MutationView): Change[] {
  const index = new Map(tokens.map(({ span }, i) => [span[0], i]))
  const simple = statements
    .filter(({ nodeType }) => simpleTypes.has(nodeType))
    .map(({ span }) => {
      const first = index.get(span[0]) ?? tokens.length
      let last = first
      while ((tokens[last]?.span[1] ?? Infinity) <= span[1]) last += 1
      return { span, before: tokens[first - 1]?.text ?? '', words: tokens.slice(first, last).map(({ text }) => text) }
    })
    .sort((a, b) => a.span[0] - b.span[0])
  return simple.flatMap((a, i) => {
    const b = simple[i + 1]
    if (b === undefined || !/^[;{}]$/.test(a.before) || cut(code, [a.span[1], b.span[0]]).trim() !== '') return []
    const [left, right] = [written(a.words), written(b.words)]
    if (left === undefined || right === undefined || a.words.includes(right) || b.words.includes(left)) return []
    const [from, to] = [cut(code, a.span), cut(code, b.span)]
    return [
      [
        { span: a.span, text: to },
        { span: b.span, text: from },
      ],
    ]
  })
}

// What a statement writes, where it is so simple that nothing else can happen in it: no calls, no indexes, no pointers, no division.
function written(words: readonly string[]): string | undefined {
  if (words.at(-1) !== ';' || words[0] === '*' || words.some((word) => !/^([\p{L}\p{N}_$.'"].*|->|[=;+*<>-])$/u.test(word)))
    return undefined
  const equals = words.flatMap((word, i) => (word === '=' ? [i] : []))
  if (equals.length > 1 || words.length < 3) return undefined
  const [at] = equals
  if (at !== undefined && words.slice(at).some((word) => /^(\*|->|new)$/.test(word))) return undefined
  return words[(at ?? words.length - 1) - 1]
}
