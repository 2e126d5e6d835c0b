import { comparisonColumns, markdownTable, type ComparisonRow } from '@codepurify/report'
import { shownComparisons, type TableRow } from './benchTables.js'
import { earlierNote, marked, tableRows } from './earlierRule.js'
import type { Results } from './resultsFile.js'

/** The comparisons of results files of one task as Markdown. Throws where there is none. */
export function comparisonsBlock(files: readonly Results[]): string {
  const earlier: TableRow[] = []
  const isOfEarlier = new Set<ComparisonRow>()
  const rows = files.flatMap((file) => {
    const own = new Set<TableRow>()
    tableRows(file, {}, own)
    const shown = shownComparisons(file.comparisons, file.rows)
    for (const [i, { model, rate, seed, defence, attacks }] of file.comparisons.entries()) {
      const compared = [...own].filter(
        (row) =>
          row.model === model &&
          row.rate === rate &&
          row.seed === seed &&
          ['codepurify', defence].includes(row.defence) &&
          attacks.includes(row.attack),
      )
      const row = shown[i]
      if (row !== undefined && compared.length > 0) isOfEarlier.add(row)
      earlier.push(...compared)
    }
    return shown
  })
  const [first] = files
  if (first === undefined || rows.length === 0)
    throw new RangeError('no comparison there: bench writes one where it runs codepurify and another defence')
  const other = files.find(({ task }) => task !== first.task)
  if (other !== undefined) throw new RangeError(`files of two tasks, ${first.task} and ${other.task}: their metrics are not the same`)
  const table = markdownTable(
    rows,
    marked(comparisonColumns(first.metrics, rows), (row) => isOfEarlier.has(row)),
  )
  return [table, ...earlierNote(earlier)].join('\n')
}
