import { join } from 'node:path'
import { writeFileAtomic, type FunctionRecord } from '@codepurify/dataset'
import type { Progress } from '@codepurify/experiment'
import { corpusFunctions } from './corpusFunctions.js'
import type { ModelArguments } from './modelProgram.js'

/** A model under measurement. */
export interface MeasuredModel<Figures extends object> {
  /** What made the weights. */
  readonly made: string | undefined
  measure(language: string, functions: readonly FunctionRecord[]): Promise<Figures>
  /** The figures of a language in a line. */
  line(figures: Figures): string
}

/** Measures a model on the test split, language by language, prints a line for each, and writes figures.json beside the weights. */
export async function measureCommand<Figures extends object>(
  { made, measure, line }: MeasuredModel<Figures>,
  { runs, weights, limit }: ModelArguments,
  progress: Progress,
): Promise<void> {
  const { functions } = await corpusFunctions(runs, 'test', progress)
  const byLanguage = new Map<string, FunctionRecord[]>()
  for (const record of functions) byLanguage.set(record.language, [...(byLanguage.get(record.language) ?? []), record])
  const bar = progress.step('evaluation', byLanguage.size)
  const figures = new Map<string, Figures>()
  for (const [language, records] of byLanguage) {
    figures.set(language, await measure(language, records.slice(0, limit)))
    bar.update(figures.size)
  }
  bar.end()
  for (const [language, found] of figures) progress.say(`${language}: ${line(found)}`)
  await writeFileAtomic(join(weights, 'figures.json'), `${JSON.stringify({ made, figures: Object.fromEntries(figures) }, undefined, 2)}\n`)
}

/** A share as a reader wants it. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
