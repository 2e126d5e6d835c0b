import { markdownTable, publishedColumn, valueOf, type Cell, type Column } from '@codepurify/report'
import { failedNotes, meansOf, startsOf, tableColumns, type TableRow } from './benchTables.js'
import { earlierNote, marked, tableRows } from './earlierRule.js'
import { chosenRows, type RowChoice } from './chosenRows.js'
import type { Results } from './resultsFile.js'

/** Rows of one task, data set, model, defence and rate. */
interface Line {
  readonly task: string
  readonly data: string
  readonly rows: readonly TableRow[]
  /** True where an earlier rule measured one of them. */
  readonly earlier: boolean
  readonly columns: readonly Column<TableRow>[]
  /** What the task's clean cost is lost of. */
  readonly metric: string
}

const shown = ['ASR', 'ASR_D', 'published ASR_D', 'floor', 'miss rate', 'excess'] as const
/** Those without their intervals, for the width. */
const plain: readonly string[] = ['floor', 'miss rate']

/**
 * One line for each task, data set, model, defence and rate, with the mean over its attacks. `files` are named by their data, and what sets them apart from others of the same data behind a
 * hyphen (`embedded-codet5`). Throws where no row is left.
 */
export function overviewBlock(all: readonly { readonly data: string; readonly results: Results }[], only: RowChoice): string {
  const files = all.map(({ data, results }) => ({ data, results: chosenRows(results, only) }))
  const lines = files.flatMap(({ data, results }): Line[] => {
    const rows = tableRows(results)
    const columns = [...tableColumns(results, rows), publishedColumn(results.paperName)]
    const [{ title: metric } = { title: '' }] = results.metrics
    return meansOf(rows, ['model', 'defence', 'rate'], 1).map((group) => ({
      task: results.task,
      data,
      rows: group,
      earlier: group.some(({ earlier }) => earlier),
      columns,
      metric,
    }))
  })
  if (lines.length === 0) throw new RangeError('no row is left')
  const notes = failedNotes(files.flatMap(({ results }) => results.failed))
  const columns = marked(columnsOf(lines))
  return [
    markdownTable(lines, columns),
    ...earlierNote(lines.flatMap(({ rows }) => rows)),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')
}

function columnsOf(lines: readonly Line[]): Column<Line>[] {
  const first =
    (of: (row: TableRow) => string): ((line: Line) => string) =>
    ({ rows }) =>
      rows.slice(0, 1).map(of).join('')
  const several = new Set(lines.map(first(({ defence }) => defence))).size > 1
  return [
    { title: 'task', cell: ({ task }) => task },
    { title: 'data', text: true, cell: ({ data }) => data },
    { title: 'model', text: true, cell: first(({ model }) => model) },
    ...(several ? [{ title: 'defence', text: true, cell: first(({ defence }) => defence) }] : []),
    { title: 'start', text: true, cell: ({ rows }) => startsOf(rows, (init) => init) },
    { title: 'attacks', text: true, cell: attacksIn },
    ...shown.map((title) => ({
      title,
      cell: (line: Line) => (plain.includes(title) ? valueOf(meanIn(line, title)) : meanIn(line, title)),
    })),
    { title: 'clean cost', cell: cleanCost },
  ]
}

function attacksIn(line: Line): Cell {
  const [row, ...others] = line.rows
  const column = line.columns.find(({ title }) => title === 'attack')
  return row !== undefined && others.length === 0 && column !== undefined ? column.cell(row) : meanIn(line, 'attack')
}

function cleanCost(line: Line): Cell {
  const said = meanIn(line, 'clean cost')
  return typeof said === 'string' ? said : [`${said[0]} ${line.metric}`, said[1]]
}

function meanIn({ columns, rows }: Line, title: string): Cell {
  return columns.find((column) => column.title === title)?.mean?.(rows) ?? '–'
}
