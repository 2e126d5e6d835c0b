import { attackColumns, suspicionColumns } from '../attackColumns.js'
import { valueOf, type Column } from '../resultTable.js'
import { groups } from '../groups.js'
import { html, type Markup, type Piece } from './markup.js'
import { meanOnPage, onPage, pageTable } from './pageTable.js'
import type { Report, ReportCell } from './reportCell.js'

/** More cells than these are folded away below their means. */
const shownAtOnce = 16

/** What cells have in common is said once, above them all. */
export function shared({ cells }: Report): string {
  const [first, ...others] = cells.map(({ conditions }) => conditions.split(', '))
  return (first ?? []).filter((one) => others.every((all) => all.includes(one))).join(', ')
}

/** What sets a cell apart from others of the page. */
function own(report: Report): (cell: Pick<ReportCell, 'conditions'>) => string {
  const common = new Set(shared(report).split(', '))
  return ({ conditions }) => conditions.split(', ').filter((one) => !common.has(one)).join(', ') // prettier-ignore
}

const stage = ({ stageOfDefence }: ReportCell): Markup => html`<span class="stage ${stageOfDefence}">${stageOfDefence}</span>`

/** The columns of cells, each with its mean over several. */
const columnsOf = ({ metrics, cells }: Report): Column<ReportCell>[] => [...attackColumns(metrics, cells), ...suspicionColumns()]

/** The columns with what the rows are sorted by at the front. */
function byRating<Row>(columns: readonly Column<Row>[]): Column<Row>[] {
  const place = ({ title }: Column<Row>): number => ['attack', 'DER'].indexOf(title) >>> 0
  return [...columns].sort((a, b) => place(a) - place(b))
}

/** Where there are several attacks, one row for each defence: the means over its cells, the best by DER first. */
export function means(report: Report): Markup | null {
  const apart = own(report)
  const rows = [...groups(report.cells, (cell) => JSON.stringify([cell.model, cell.rate, apart(cell), cell.defence])).values()]
  if (!rows.some(({ length }) => length > 1)) return null
  const columns = byRating(columnsOf(report))
  const rating = (cells: readonly ReportCell[]): number =>
    Number(valueOf(columns.find(({ title }) => title === 'DER')?.mean?.(cells) ?? '0'))
  const model = ([cell]: readonly ReportCell[]): string => cell?.model ?? ''
  const sorted = rows.sort((a, b) => model(a).localeCompare(model(b)) || rating(b) - rating(a))
  const first =
    (of: (cell: ReportCell) => Piece): ((cells: readonly ReportCell[]) => Piece) =>
    ([cell]) =>
      cell === undefined ? '' : of(cell)
  return html`<p class="note">Means over the cells of each defence, the best by DER first; the interval of a mean is the mean of theirs.</p>
    ${pageTable<readonly ReportCell[]>(sorted, [
      { title: 'model', cell: first((cell) => html`${cell.model}<small>${apart(cell)}</small>`) },
      { title: 'defence', text: true, cell: first((cell) => [cell.defence, ' ', cell.defence !== 'none' && stage(cell)]) },
      ...columns.map((column) => meanOnPage(column)),
    ])}`
}

/** Every cell; folded away where they are many and their means stand above. */
export function table(report: Report): Markup {
  const { cells } = report
  if (cells.length === 0) return html`<p>No cell was finished.</p>`
  const apart = own(report)
  const every = pageTable<ReportCell>(cells, [
    { title: 'model', cell: (cell) => html`${cell.model}<small>${apart(cell)}</small>` },
    { title: 'defence', text: true, cell: (cell) => [cell.defence, ' ', cell.defence !== 'none' && stage(cell)] },
    ...columnsOf(report).map((column) => onPage<ReportCell>(column)),
    { title: 'records', cell: ({ recordCount, cleanCount }) => html`${recordCount}<small>${cleanCount} clean</small>` },
  ])
  return cells.length > shownAtOnce
    ? html`<details>
        <summary>Every cell (${cells.length})</summary>
        ${every}
      </details>`
    : every
}
