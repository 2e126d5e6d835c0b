import type { RecordLanguage } from '@codepurify/dataset'
import { share } from '@codepurify/metrics'
import { languageOf, type ExperimentRow } from '../records/experimentRow.js'
import { gives, measuredPairs } from './measures.js'
import type { PurifyResult } from '../results/resultSchema.js'
import type { Task } from '../task.js'

/** The rows of one kind, and what was answered to them without and with the defence. */
interface Answered {
  readonly rows: readonly ExperimentRow[]
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** What a defence does to the records of each language, where there are several: nothing otherwise. */
export async function byLanguage<Row>(
  task: Task<Row>,
  { triggered, clean, seed }: { readonly triggered: Answered; readonly clean: Answered; readonly seed: number },
): Promise<Pick<PurifyResult, 'languages'>> {
  const names = [...new Set([...triggered.rows, ...clean.rows].map((row) => languageOf(row, task)))].sort()
  if (names.length < 2) return {}
  const languages: NonNullable<PurifyResult['languages']> = {}
  for (const name of names) {
    const of = (language: RecordLanguage, { rows }: Answered, answers: readonly string[]) =>
      rows.flatMap((row, i) => (languageOf(row, task) === language ? [{ answer: answers[i] ?? '', reference: row.answer }] : []))
    const hits = (answers: readonly string[]) => share(gives(of(name, triggered, answers).map(({ answer }) => answer), task.target)) // prettier-ignore
    const cleanPairs = of(name, clean, clean.before)
    const measured = async (answers: readonly string[]) => {
      const { value, low, high } = await measuredPairs(task, of(name, clean, answers), seed)
      return { value, low, high }
    }
    languages[name] = {
      records: of(name, triggered, []).length,
      cleanRecords: cleanPairs.length,
      ...(of(name, triggered, []).length === 0 ? {} : { asr: hits(triggered.before), asrDefended: hits(triggered.after) }),
      ...(cleanPairs.length === 0 ? {} : { clean: await measured(clean.before), cleanDefended: await measured(clean.after) }),
    }
  }
  return { languages }
}
