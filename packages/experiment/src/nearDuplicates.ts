import type { RecordLanguage } from '@codepurify/dataset'
import { codesOf } from './experimentRow.js'
import type { Example } from './task.js'

/** The examples, with a group for each code: those whose codes differ in names and literals alone (type-2 clones) share it. `onDone` hears how many are done. */
export async function withNearDuplicates(
  examples: readonly Example[],
  task: { readonly language: RecordLanguage },
  onDone: (done: number) => void = () => undefined,
): Promise<Example[]> {
  const [{ loadLanguage }, { type2Hash }] = await Promise.all([import('@codepurify/syntax'), import('@codepurify/corpus')])
  const found: Example[] = []
  for (const example of examples) {
    const language = await loadLanguage(example.language ?? task.language)
    const hashOf = (code: string): string => {
      const syntax = language.parse(code)
      try {
        return `type-2 ${type2Hash([...syntax.tokens()])}`
      } finally {
        syntax.free()
      }
    }
    found.push({ ...example, group: [...[example.group ?? []].flat(), ...codesOf(example).map(hashOf)] })
    onDone(found.length)
  }
  return found
}
