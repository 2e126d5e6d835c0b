import type { RecordLanguage } from '@codepurify/dataset'
import type { Defended } from '@codepurify/defences'
import type { Measured } from '@codepurify/metrics'
import { codesOf, languageOf, type ExperimentRow } from '../records/experimentRow.js'
import { shareOf } from './measures.js'

/** The share of records of which every code parses after the defence, among those of which every code did before; each in its own language. */
export async function parsing(
  task: { readonly language: RecordLanguage },
  before: readonly Pick<ExperimentRow, 'code' | 'other' | 'language'>[],
  after: readonly Pick<Defended, 'parts'>[],
): Promise<Measured> {
  const { loadLanguage } = await import('@codepurify/syntax')
  const parses = async (code: string, name: RecordLanguage): Promise<boolean> => {
    const language = await loadLanguage(name)
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
  const kept: boolean[] = []
  for (const [index, row] of before.entries()) {
    const [codes, language] = [codesOf(row), languageOf(row, task)]
    const all = async (some: readonly string[]): Promise<boolean> => (await Promise.all(some.map((code) => parses(code, language)))).every(Boolean) // prettier-ignore
    if (!(await all(codes))) continue
    const { parts = [] } = after[index] ?? {}
    kept.push(await all(parts.filter((part, i) => part !== codes[i])))
  }
  return shareOf(kept)
}
