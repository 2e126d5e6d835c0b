/** @file Report: tables of results and the view of one record, as text. */
export {
  attackColumns,
  detailColumns,
  measuredColumn,
  rateText,
  suspicionColumns,
  type AttackRow,
  type CleanMetric,
  type DetailedRow,
  type SuspectedRow,
} from './attackColumns.js'
export { comparisonColumns, type Compared, type ComparisonRow } from './comparisonColumns.js'
export { withInterval, type Scale } from './measure.js'
export { chosenRecords, recordQuotas } from './page/chosenRecords.js'
export { groups } from './page/groups.js'
export { type Report, type ReportCell, type ReportRecord } from './page/reportCell.js'
export { reportPage } from './page/reportPage.js'
export { paintFor, plain, type Paint } from './paint.js'
export { publishedColumn } from './publishedColumn.js'
export { markedCode, recordView, type Span, type ViewedRecord } from './recordView.js'
export { markdownTable, resultTable, valueOf, type Cell, type Column } from './resultTable.js'
export { visible } from './visible.js'
