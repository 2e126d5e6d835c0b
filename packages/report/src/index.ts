/** @file Report: tables of results and the view of one record, as text. */
export {
  attackColumns,
  detailColumns,
  measuredColumn,
  rateText,
  suspicionColumns,
  type CleanMetric,
  type DetailedRow,
} from './attackColumns.js'
export { comparisonColumns, type Compared } from './comparisonColumns.js'
export { withInterval } from './measure.js'
export { chosenRecords, recordQuotas } from './page/chosenRecords.js'
export { groups } from './groups.js'
export { type ReportCell } from './page/reportCell.js'
export { reportPage } from './page/reportPage.js'
export { paintFor, plain, type Paint } from './paint.js'
export { publishedColumn } from './publishedColumn.js'
export { publishedColumns, publishedTable } from './publishedTable.js'
export { recordView, type Span, type ViewedRecord } from './recordView.js'
export { markdownTable, resultTable, valueOf, type Cell, type Column } from './resultTable.js'
export { visible } from './visible.js'
