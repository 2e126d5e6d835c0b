import type { RecordLanguage } from '@codepurify/dataset'
import type { Defended } from '@codepurify/defences'
import type { Measured } from '@codepurify/metrics'
import { shareOf } from './measures.js'
import type { Codes } from './model.js'

/** The share of records of which every code parses after the defence, among those of which every code did before. */
export async function parsing(
  name: RecordLanguage,
  before: readonly Codes[],
  after: readonly Pick<Defended, 'parts'>[],
): Promise<Measured> {
  const { loadLanguage } = await import('@codepurify/syntax')
  const language = await loadLanguage(name)
  const parses = (code: string): boolean => {
    try {
      const syntax = language.parse(code)
      try {
        return syntax.parses
      } finally {
        syntax.free()
      }
    } catch {
      return false
    }
  }
  const kept = before.flatMap((codes, index) => {
    if (!codes.every(parses)) return []
    const { parts = [] } = after[index] ?? {}
    return [parts.every((part, i) => part === codes[i] || parses(part))]
  })
  return shareOf(kept)
}
