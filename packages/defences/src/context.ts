import type { Source } from '@codepurify/entropy'
import type { DefenceContext, Need } from './defence.js'

/** What the context holds under a name; an error that says who needs it where it holds nothing. */
export function needed<Name extends Need>(context: DefenceContext, name: Name, who: string): NonNullable<DefenceContext[Name]> {
  const found = context[name]
  if (found === undefined || found === null) throw new TypeError(`the defence "${who}" needs the context's \`${name}\`, which is missing`)
  return found
}

/** What the victim reads of a record's parts. Throws a RangeError where there are several parts and the context does not say how to join them. */
export function read(parts: readonly (string | Source)[], { join }: DefenceContext): Source {
  const sources = parts.map((part) => (typeof part === 'string' ? [part] : part))
  if (join) return join(sources)
  const [only] = sources
  if (!only || sources.length > 1)
    throw new RangeError(
      `a record has ${parts.length} parts, expected one where the context has no \`join\`: say how a victim reads several`,
    )
  return only
}
