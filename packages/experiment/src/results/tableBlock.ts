import { detailColumns, markdownTable, publishedColumn, valueOf, type Column } from '@codepurify/report'
import { cellColumns, failedNotes, meansOf, startsOf, tableColumns, type MeanKey, type TableRow } from './benchTables.js'
import { earlierNote, marked, tableRows } from './earlierRule.js'
import { madeWith } from './madeWith.js'
import type { Results } from './resultsFile.js'
import { oneTask } from './oneTask.js'
import { chosenRows, type RowChoice } from './chosenRows.js'

/** What a table of a README shows of its results. */
export interface TableChoice {
  /** Titles of columns, in order; absent: those that bench prints. */
  readonly columns?: readonly string[]
  /** Titles of columns without their intervals. */
  readonly plain: readonly string[]
  readonly rows: readonly ('cells' | 'means')[]
  /** Rows that agree in these have a mean. */
  readonly means: readonly MeanKey[]
  /** Rows that have these values. */
  readonly only: RowChoice
}

/** The table of some results as Markdown, what failed, and from which commands it comes. Throws where a column is not known or no row is left. */
export function tableBlock(all: readonly Results[], { columns, plain, rows: wanted, means, only }: TableChoice): string {
  const first = oneTask(all)
  const files = all.map((file) => chosenRows(file, only))
  const rows = files.flatMap((file) => tableRows(file))
  if (rows.length === 0) throw new RangeError(`no row is left of ${all.reduce((sum, file) => sum + file.rows.length, 0)}`)
  const usual = tableColumns(first, rows)
  const known: readonly Column<TableRow>[] = [...usual, ...Object.values(cellColumns), ...detailColumns(), publishedColumn(first.paperName)]
  for (const title of plain) columnOf(title, known)
  const shown = (columns?.map((title) => columnOf(title, known)) ?? usual).map((one) =>
    plain.includes(one.title) ? withoutInterval(one) : one,
  )
  const cells = wanted.includes('cells') ? rows : []
  const groups = wanted.includes('means') ? meansOf(rows, means) : []
  const table = markdownTable(cells, marked(shown), { means: groups })
  const notes = failedNotes(files.flatMap(({ failed }) => failed))
  return [
    table,
    ...earlierNote([...cells, ...groups.flat()]),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
    files.flatMap((file) => (file.rows.length > 0 ? [origin(file)] : [])).join('\n\n'),
  ].join('\n')
}

function columnOf(wanted: string, known: readonly Column<TableRow>[]): Column<TableRow> {
  const found = known.find(({ title }) => title === wanted)
  if (found === undefined) throw new RangeError(`no column "${wanted}". Known: ${known.map(({ title }) => title).join(', ')}`)
  return found
}

function withoutInterval({ cell, mean, ...column }: Column<TableRow>): Column<TableRow> {
  return { ...column, cell: (row) => valueOf(cell(row)), ...(mean && { mean: (rows: readonly TableRow[]) => valueOf(mean(rows)) }) }
}

/** Where the numbers come from, in one line. */
function origin({ command, versions, hosts, rows }: Results): string {
  const each = (of: (row: Results['rows'][number]) => string | number): string => [...new Set(rows.map(of))].join(', ')
  const starts = startsOf(rows, (init) => (init === 'twin' ? "the twin's" : 'the pretrained'))
  return `From \`${command}\`: ${each(({ records }) => records)} triggered and ${each(({ cleanRecords }) => cleanRecords)} clean records, seed ${each(({ seed }) => seed)}, profile ${each(({ profile }) => profile)}, victims from ${starts} weights; ${madeWith(versions, hosts)}.`
}
