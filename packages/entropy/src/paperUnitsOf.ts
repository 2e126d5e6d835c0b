import { paperUnits, type Syntax, type Unit } from '@codepurify/syntax'
import { wordSpans } from './paperRule.js'

/**
 * The units of the published code in the form that `suspicion` takes: identifiers, the function's name last, each with all its textual occurrences; then statements.
 *
 * Throws a RangeError for a language that the paper has no units for.
 */
export function paperUnitsOf(syntax: Syntax, language: string): Unit[] {
  const { identifiers, functionName, statements } = paperUnits(syntax, language)
  const names = new Set([...identifiers, ...(functionName === undefined ? [] : [functionName])])
  return [
    ...[...names].map((name): Unit => ({
      kind: 'identifier',
      name,
      nodeType: 'identifier',
      spans: wordSpans(syntax.code, name),
      depth: 0,
    })),
    ...statements.map(({ nodeType, span }): Unit => ({ kind: 'statement', nodeType, spans: [span], depth: 0 })),
  ]
}
