import Table from 'cli-table3'
import { plain, type Paint } from './paint.js'

/** One column: what stands above it, and what a row has there. A cell's second line, if any, is its interval. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string | readonly [value: string, interval: string]
}

const border = {
  top: '─',
  'top-mid': '─',
  'top-left': '',
  'top-right': '',
  bottom: '─',
  'bottom-mid': '─',
  'bottom-left': '',
  'bottom-right': '',
}
const inside = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' }

/** The table as text for a terminal: values on one line, their intervals, dimmed, on the next. */
export function resultTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { paint = plain }: { paint?: Paint } = {}): string {
  const table = new Table({
    head: columns.map(({ title }) => paint.bold(title)),
    colAligns: columns.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: { ...border, ...inside },
  })
  for (const row of rows) {
    const cells = columns.map(({ cell }) => cell(row))
    table.push(cells.map((cell) => (typeof cell === 'string' ? cell : `${cell[0]}\n${paint.dim(cell[1])}`)))
  }
  return table.toString()
}

/** The same table as GitHub markdown: the interval in brackets behind its value. */
export function markdownTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'))
  const body = rows.map((row) => columns.map(({ cell }) => bracketed(cell(row))))
  return [line(columns.map(({ title }) => title)), line(rule), ...body.map(line)].join('\n')
}

function bracketed(cell: string | readonly [string, string]): string {
  return typeof cell === 'string' ? cell : cell[1] === '' ? cell[0] : `${cell[0]} (${cell[1]})`
}
