import { setImmediate } from 'node:timers/promises'
import type { RecordLanguage } from '@codepurify/dataset'
import type { Language, Token } from '@codepurify/syntax'
import { codesOf } from './experimentRow.js'
import type { Context } from '../folders/stage.js'
import type { Example } from '../task.js'

/** Examples between two looks at whether to stop. */
const atATime = 256

/** The examples, with a group for each code: those whose codes differ in names and literals alone (type-2 clones) share it. A code that cannot be parsed stands alone. */
export async function withNearDuplicates(
  examples: readonly Example[],
  task: { readonly language: RecordLanguage },
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<Example[]> {
  const [{ loadLanguage }, { type2Hash }] = await Promise.all([import('@codepurify/syntax'), import('@codepurify/corpus')])
  const found: Example[] = []
  // of pairs a function stands in many
  const known = new Map<string, string[]>()
  const step = progress.step('look for near-duplicates', examples.length)
  try {
    for (const example of examples) {
      const language = await loadLanguage(example.language ?? task.language)
      const shapes = codesOf(example).flatMap((code) => {
        const shape = known.get(code) ?? shapeOf(code, language, type2Hash)
        known.set(code, shape)
        return shape
      })
      const group = [...[example.group ?? []].flat(), ...shapes]
      found.push({ ...example, ...(group.length > 0 && { group }) })
      if (found.length % atATime > 0) continue
      step.update(found.length)
      // so that Ctrl-C is heard
      await setImmediate()
      signal.throwIfAborted()
    }
  } finally {
    step.end()
  }
  return found
}

/** The hash of a code's tokens up to names and literals; none where it has no tokens, or is too long or too garbled to parse. */
function shapeOf(code: string, language: Pick<Language, 'parse'>, hashOf: (tokens: readonly Token[]) => string): string[] {
  try {
    const syntax = language.parse(code)
    try {
      const tokens = [...syntax.tokens()]
      return tokens.length > 0 ? [`type-2 ${hashOf(tokens)}`] : []
    } finally {
      syntax.free()
    }
  } catch {
    return []
  }
}
