import { comparisonColumns, markdownTable } from '@codepurify/report'
import { shownComparisons } from './benchTables.js'
import type { Results } from './resultsFile.js'

/** The comparisons of results files of one task as Markdown. Throws where there is none. */
export function comparisonsBlock(files: readonly Results[]): string {
  const rows = files.flatMap((file) => shownComparisons(file.comparisons, file.rows))
  const [first] = files
  if (first === undefined || rows.length === 0)
    throw new RangeError('no comparison there: bench writes one where it runs codepurify and another defence')
  const other = files.find(({ task }) => task !== first.task)
  if (other !== undefined) throw new RangeError(`files of two tasks, ${first.task} and ${other.task}: their metrics are not the same`)
  return markdownTable(rows, comparisonColumns(first.metrics, rows))
}
