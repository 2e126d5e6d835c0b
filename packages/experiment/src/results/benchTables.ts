import {
  attackColumns,
  comparisonColumns,
  groups,
  markdownTable,
  rateText,
  suspicionColumns,
  type CleanMetric,
  type Column,
  type DetailedRow,
} from '@codepurify/report'
import { oneLabelNotes } from './oneLabel.js'
import { cellName } from '../options/cells.js'
import type { BenchCells, KeptResult, ResultRow } from './resultsFile.js'
import { measured, type ComparedDefence, type FailedCell } from './resultSchema.js'

/** A row of the table: a purify result with its clean metrics by name. */
export type TableRow = DetailedRow &
  Pick<ResultRow, 'seed' | 'stageOfDefence' | 'setting' | 'init' | 'falsePositiveRate'> & {
    /** True where it is known to be by an earlier rule of its defence. */
    readonly earlier?: boolean
  }

/** What a table has to know of a task. */
export interface Measures {
  readonly metrics: readonly CleanMetric[]
}

/** A purify result as a row; the seconds are those of the stages that it needed for itself. A metric that an older program did not measure is not there. */
export function tableRow({ metrics }: Measures, result: KeptResult | ResultRow): TableRow {
  const named = (clean: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(metrics.flatMap(({ key }) => (clean[key] === undefined ? [] : [[key, measured.parse(clean[key])] as const])))
  return { ...result, clean: named(result.clean), cleanDefended: named(result.cleanDefended), seconds: result.secondsTotal }
}

function cellColumn(title: 'model' | 'seed' | 'defence', cell: (row: TableRow) => string): Column<TableRow> {
  return { title, text: title !== 'seed', cell, mean: (rows) => [...new Set(rows.map(cell))].join(', ') }
}

/** Columns that say which cell a row is, beside its attack. */
export const cellColumns = {
  model: cellColumn('model', ({ model }) => model),
  seed: cellColumn('seed', ({ seed }) => String(seed)),
  // which defences train again is part of what they are
  defence: cellColumn('defence', defenceText),
} as const

function defenceText({ defence, stageOfDefence }: Pick<KeptResult, 'defence' | 'stageOfDefence'>): string {
  return stageOfDefence === 'data' ? `${defence} (retrained)` : defence
}

/** Comparisons with the other defence called as in the table of its rows. */
export function shownComparisons<Row extends ComparedDefence>(
  comparisons: readonly Row[],
  rows: readonly Pick<KeptResult, 'defence' | 'stageOfDefence'>[],
): Row[] {
  const texts = new Map(rows.map((row) => [row.defence, defenceText(row)]))
  return comparisons.map((one) => ({ ...one, defence: texts.get(one.defence) ?? one.defence }))
}

/** The columns of the table of attacks; before them model, seed and defence, where the rows differ in them. */
export function tableColumns({ metrics }: Measures, rows: readonly TableRow[]): Column<TableRow>[] {
  const varies = (key: keyof typeof cellColumns, fixed = ''): boolean =>
    new Set(rows.map((row) => row[key])).size > 1 || (fixed !== '' && rows.some((row) => row[key] !== fixed))
  return [
    ...(varies('model') ? [cellColumns.model] : []),
    ...(varies('seed') ? [cellColumns.seed] : []),
    ...(varies('defence', 'codepurify') ? [cellColumns.defence] : []),
    ...attackColumns(metrics, rows),
  ]
}

/** What rows with a common mean agree in. */
export type MeanKey = 'model' | 'defence' | 'rate' | 'seed' | 'attack'

/** Rows that have a mean: those that agree in the keys, where there are several (or at least as many as said). */
export function meansOf(rows: readonly TableRow[], keys: readonly MeanKey[] = ['model', 'defence', 'rate'], least = 2): TableRow[][] {
  return [...groups(rows, (row) => JSON.stringify(keys.map((key) => row[key]))).values()].filter(({ length }) => length >= least)
}

/** What victims start from, in words; where models differ in it, with the name of each behind. */
export function startsOf(rows: readonly Pick<TableRow, 'model' | 'init'>[], said: (init: string) => string): string {
  const list = (some: typeof rows): string => [...new Set(some.map(({ init }) => said(init)))].join(', ')
  const models = [...groups(rows, ({ model }) => model)].map(([model, own]) => [model, list(own)] as const)
  const isOne = new Set(models.map(([, start]) => start)).size <= 1
  return isOne ? list(rows) : models.map(([model, start]) => `${start} (${model})`).join(', ')
}

/** How the rows were made, as far as the table does not show it: what victims start from, and where lines are drawn. */
export function howMade(rows: readonly Pick<TableRow, 'model' | 'init' | 'defence' | 'setting' | 'falsePositiveRate'>[]): string {
  const list = (values: readonly string[]): string => [...new Set(values)].join(', ')
  const from = startsOf(rows, (init) => (init === 'twin' ? "the clean twin's weights" : 'the pretrained weights'))
  const published = list(rows.flatMap(({ defence, setting }) => (setting === 'published' ? [defence] : [])))
  const rates = list(
    rows.flatMap(({ setting, falsePositiveRate: rate }) => (setting === 'matched' && rate !== null ? [rateText(rate)] : [])),
  )
  const lines = [...(rates === '' ? [] : [`at ${rates} of clean records`]), ...(published === '' ? [] : [`as published for ${published}`])]
  return `Victims start from ${from}; lines are drawn ${lines.join(', ')}.`
}

/** The table as GitHub Markdown, below it how it was made, what ours is beside each other defence, and the cells that failed. */
export function benchMarkdown(measures: Measures, { rows: results, comparisons = [], failed = [] }: BenchCells): string {
  const rows = results.map((result) => tableRow(measures, result))
  const columns = [...tableColumns(measures, rows), ...suspicionColumns()]
  const table = rows.length > 0 ? `${markdownTable(rows, columns, { means: meansOf(rows) })}\n\n${howMade(rows)}` : 'No cell was finished.'
  const notes = [...oneLabelNotes(results).map((note) => `- ${note}`), ...failedNotes(failed)]
  const shown = shownComparisons(comparisons, results)
  const beside = shown.length > 0 ? ['', markdownTable(shown, comparisonColumns(measures.metrics, shown))] : []
  return [table, ...beside, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}

/** A line for each cell that failed, as Markdown. */
export function failedNotes(failed: readonly FailedCell[]): string[] {
  return failed.map(({ error, ...cell }) => `- **failed**: ${cellName(cell)}: ${error.replace(/\s+/gu, ' ')}`)
}
