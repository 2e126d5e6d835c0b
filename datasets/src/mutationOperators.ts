import { comparisons, operators } from './mutationTables.js'
import {
  added,
  bound,
  conditions,
  cut,
  deletions,
  dropped,
  isBinary,
  isTarget,
  loopHeads,
  otherNumbers,
  partsDropped,
  replacements,
  spaced,
} from './mutationSites.js'
import type { Edit, MutationView } from './mutationView.js'

/** Lists the single edits by which one kind of mistake can be made in a function. */
export type MutationOperator = (view: MutationView) => Edit[]

/** The names of the mutation operators; the seeded bugs carry them. */
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
      spans
        .slice(1)
        .flatMap((span) =>
          locals.flatMap((other) =>
            other.name !== name && (other.spans[0]?.[0] ?? Infinity) < span[0] && !isTarget(code, span) ? [{ span, text: other.name }] : [],
          ),
        ),
    ),
  'wrong-callee': ({ tokens, calls }) => {
    const names = calls.flatMap(({ name }) => (tokens[name - 1]?.text === '.' && tokens[name] ? [tokens[name]] : []))
    return names.flatMap(({ text, span }) =>
      [...new Set(names.map((other) => other.text))].flatMap((other) => (other === text ? [] : [{ span, text: other }])),
    )
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
    calls.flatMap(({ arguments: list }) =>
      list.slice(1).flatMap((span, i) => (list[i] ? [{ span: [list[i][1], span[1]] as const, text: '' }] : [])),
    ),
  'numeric-literal': ({ tokens }) =>
    tokens.flatMap(({ text, span }) =>
      /^\d{1,9}$/.test(text) ? otherNumbers(Number(text)).map((number) => ({ span, text: String(number) })) : [],
    ),
  'boolean-literal': ({ tokens }) =>
    tokens.flatMap(({ text, span }) => (text === 'true' ? [{ span, text: 'false' }] : text === 'false' ? [{ span, text: 'true' }] : [])),
  'off-by-one': ({ code, tokens }) =>
    loopHeads(tokens).flatMap(([from, to]) =>
      tokens.slice(from, to).flatMap((token, i, head) => bound(code, token, [head[i - 2], head[i - 1], head[i + 1]])),
    ),
  'condition-part-dropped': ({ tokens }) => conditions(tokens).flatMap(([open, close]) => partsDropped(tokens, open, close)),
  'null-guard-deleted': ({ code, statements }) => deletions(code, statements, 'if_statement', nullGuard),
  'early-return-deleted': ({ code, statements }) =>
    deletions(code, statements, 'if_statement', earlyReturn).filter(({ span }) => !nullGuard.test(cut(code, span).trim())),
  'release-deleted': ({ code, statements }) => deletions(code, statements, 'expression_statement', releases),
}
