import type { AttackRow } from './attackColumns.js'
import { isAtPublishedRate, publishedCell, publishedRows } from './published.js'
import type { Column } from './resultTable.js'

type Row = Pick<AttackRow, 'attack' | 'rate'> & { readonly model: string; readonly defence: string }

/** ASR_D as the paper's Table II has it: of each cell for CodePurify, of others the mean over four attacks at two rates, in a line of means over all of these. */
export function publishedColumn(paperName: string): Column<Row> {
  const cell = (row: Row): number | null => (row.defence === 'codepurify' ? publishedCell(paperName, row) : null)
  return {
    title: 'published ASR_D',
    cell: (row) => shown(cell(row)),
    mean: (rows) => {
      const known = rows.flatMap((row) => cell(row) ?? [])
      if (known.length === rows.length) return shown(known.reduce((sum, value) => sum + value, 0) / known.length)
      const [first] = rows
      const found = publishedRows(paperName)?.find(({ defence }) => defence === first?.defence)
      if (first === undefined || found === undefined || !coversTable(rows)) return '–'
      return shown(first.model === 'codebert' ? found.codebert : first.model === 'codet5' ? found.codet5 : null)
    },
  }
}

/** Whether the rows are the four attacks at 5 % and at 1 %, each once. */
function coversTable(rows: readonly Row[]): boolean {
  const cells = new Set(rows.map(({ attack, rate }) => `${attack} ${rate}`))
  return rows.length === 8 && cells.size === 8 && rows.every(isAtPublishedRate)
}

function shown(value: number | null): string {
  return value === null ? '–' : value.toFixed(2)
}
