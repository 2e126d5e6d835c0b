import type { Cell, Column } from '../resultTable.js'
import { html, trusted, type Markup, type Piece } from './markup.js'

/** A column of the page: its cells are made of markup. */
export interface PageColumn<Row> {
  readonly title: string
  readonly text?: boolean
  readonly cell: (row: Row) => Piece
}

/** A column of a text table on the page: what stands below a value is small. */
export function onPage<Row>({ cell, ...column }: Column<Row>): PageColumn<Row> {
  return { ...column, cell: (row) => small(cell(row)) }
}

/** The mean of a column of a text table on the page. */
export function meanOnPage<Row>({ title, text = false, mean }: Column<Row>): PageColumn<readonly Row[]> {
  return { title, text, cell: (rows) => small(mean?.(rows) ?? '') }
}

function small(cell: Cell): Piece {
  const [value, below] = [cell].flat()
  return [value ?? '', below !== undefined && html`<small>${below}</small>`]
}

/** A table of the page, which scrolls by itself where it is wide. */
export function pageTable<Row>(rows: readonly Row[], columns: readonly PageColumn<Row>[]): Markup {
  const left = trusted(' class="text"')
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${columns.map(({ title, text = false }) => html`<th${text && left}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(({ cell, text = false }) => html`<td${text && left}>${cell(row)}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}
