import { comparisonColumns, markdownTable } from '@codepurify/report'
import { shownComparisons, type TableRow } from './benchTables.js'
import { earlierNote, marked, tableRows } from './earlierRule.js'
import { oneTask } from './oneTask.js'
import type { ComparedDefence } from './resultSchema.js'
import type { Results } from './resultsFile.js'

/** The comparisons of results files of one task as Markdown. Throws where there is none. */
export function comparisonsBlock(files: readonly Results[]): string {
  const compared = files.flatMap((file) => {
    const all = tableRows(file)
    const of = file.comparisons.map((one) => all.filter((row) => isCompared(row, one)))
    return shownComparisons(file.comparisons, file.rows).map((row, i) => ({ row, of: of[i] ?? [] }))
  })
  const rows = compared.map(({ row, of }) => ({ ...row, earlier: of.some(({ earlier }) => earlier) }))
  const { metrics } = oneTask(files)
  if (rows.length === 0) throw new RangeError('no comparison there: bench writes one where it runs codepurify and another defence')
  const table = markdownTable(rows, marked<(typeof rows)[number]>(comparisonColumns(metrics, rows)))
  return [table, ...earlierNote(compared.flatMap(({ of }) => of))].join('\n')
}

/** Whether the comparison is made of the row. */
function isCompared(row: TableRow, { model, rate, seed, defence, attacks }: ComparedDefence): boolean {
  const isOfVictim = row.model === model && row.rate === rate && row.seed === seed && attacks.includes(row.attack)
  return isOfVictim && ['codepurify', defence].includes(row.defence)
}
