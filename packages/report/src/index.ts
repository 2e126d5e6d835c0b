/** @file Report: tables of results and the view of one record, as text. */
export { attackColumns, type AttackRow, type CleanMetric } from './attackColumns.js'
export { type Scale } from './measure.js'
export { paintFor, plain, type Paint } from './paint.js'
export { markedCode, recordView, type Span, type ViewedRecord } from './recordView.js'
export { markdownTable, resultTable, type Column } from './resultTable.js'
export { visible } from './visible.js'
