import Table from 'cli-table3'
import { plain, type Paint } from './paint.js'

/** What stands in one place of a table: a text, or a value and its interval, which is set on a line of its own or in brackets. */
export type Cell = string | readonly [value: string, interval: string]

/** A cell without its interval. */
export function valueOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0]
}

/** One column: what stands above it, and what a row has there. */
export interface Column<Row> {
  readonly title: string
  /** Words, set on the left as the first column is; numbers stand on the right. */
  readonly text?: boolean
  readonly cell: (row: Row) => Cell
  /** What a line of means over several rows has there; absent: nothing. */
  readonly mean?: (rows: readonly Row[]) => Cell
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

/** The table as text for a terminal: values on one line, their intervals, dimmed, on the next; below the rows a line for each group of `means`. */
export function resultTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { paint = plain, means = [] }: { readonly paint?: Paint; readonly means?: readonly (readonly Row[])[] } = {},
): string {
  const table = new Table({
    head: columns.map(({ title }) => paint.bold(title)),
    colAligns: onLeft(columns).map((left) => (left ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: { ...border, ...inside },
  })
  const onTwoLines = (cell: Cell): string => (typeof cell === 'string' ? cell : `${cell[0]}\n${paint.dim(cell[1])}`)
  table.push(...linesOf(rows, columns, means).map((cells) => cells.map(onTwoLines)))
  return table.toString()
}

/** The same table as GitHub markdown, its columns padded as prettier pads them: the interval in brackets behind its value. */
export function markdownTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { means = [] }: { readonly means?: readonly (readonly Row[])[] } = {},
): string {
  const escaped = (cell: string): string => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const lines = [columns.map(({ title }) => title), ...linesOf(rows, columns, means).map((cells) => cells.map(bracketed))].map((cells) =>
    cells.map(escaped),
  )
  const widths = columns.map((_, i) => Math.max(3, ...lines.map((cells) => (cells[i] ?? '').length)))
  const left = onLeft(columns)
  const padded = (cells: readonly string[]): string => {
    const set = cells.map((cell, i) => (left[i] === true ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    return `| ${set.join(' | ')} |`
  }
  const rule = widths.map((width, i) => (left[i] === true ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const [head = '', ...body] = lines.map(padded)
  return [head, padded(rule), ...body].join('\n')
}

/** The cells of each row, and behind them those of each mean. */
function linesOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], means: readonly (readonly Row[])[]): Cell[][] {
  return [
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
    ...means.map((group) => columns.map(({ mean }): Cell => mean?.(group) ?? '')),
  ]
}

function onLeft<Row>(columns: readonly Column<Row>[]): boolean[] {
  return columns.map(({ text = false }, i) => i === 0 || text)
}

/** A cell in one line: the interval in brackets behind its value. */
export function bracketed(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[1] === '' ? cell[0] : `${cell[0]} (${cell[1]})`
}
