import { type MutationOperator, mutationOperators } from './mutationOperators.js'
import { cut } from './mutationSites.js'
import { isName } from './mutationView.js'

const startsEmpty = /=\s*(0|NULL)\s*;$/

/** The mistakes that are seeded into C functions: those of the repair data, with C's own calls, and two more of the CWE list (457 and 467). */
export const defectOperators: Readonly<Record<string, MutationOperator>> = {
  ...mutationOperators,
  'wrong-callee': ({ tokens, calls }) => {
    const names = calls.flatMap(({ name }) => tokens[name] ?? [])
    return names.flatMap(({ text, span }) =>
      [...new Set(names.map((other) => other.text))].flatMap((other) => (other === text ? [] : [{ span, text: other }])),
    )
  },
  'initialisation-dropped': ({ code, statements }) =>
    statements.flatMap(({ nodeType, span }) => {
      const text = cut(code, span)
      const found = nodeType === 'declaration' && !/[,(]/.test(text) ? startsEmpty.exec(text) : null
      if (found === null) return []
      const start = span[0] + text.slice(0, found.index).trimEnd().length
      return [{ span: [start, span[1] - 1] as const, text: '' }]
    }),
  'sizeof-pointer': ({ tokens, isReserved }) =>
    tokens.flatMap(({ text }, i) => {
      const [open, star, name, close] = tokens.slice(i + 1, i + 5)
      if (text !== 'sizeof' || open?.text !== '(' || star?.text !== '*' || !isName(name, isReserved) || close?.text !== ')') return []
      return [{ span: star.span, text: '' }]
    }),
}
