import { readFile } from 'node:fs/promises'
import { comparisonColumns, recordView, resultTable, visible, type Paint } from '@codepurify/report'
import { howMade, meansOf, shownComparisons, tableColumns, tableRow } from '../results/benchTables.js'
import type { BenchCells } from '../results/resultsFile.js'
import { oneLabelNotes } from '../results/oneLabel.js'
import type { PurifiedRecord } from '../defences/purifiedRecord.js'
import { purifyFiles } from '../stages/purifyStage.js'
import { measured, type FailedCell, type Identity, type Provenance } from '../results/resultSchema.js'
import { cellName } from '../options/cells.js'
import type { Task } from '../task.js'

/** The table of attacks, one row each, and what a reader has to know about each row; below it what ours is beside each other defence, and the cells that failed. */
export function tableText<Row>(task: Task<Row>, { rows: results, comparisons = [], failed = [] }: BenchCells, paint: Paint): string {
  const rows = results.map((result) => tableRow(task, result))
  const beside = shownComparisons(comparisons, results)
  const notes = results.map(
    ({ records, cleanRecords, notPlanted, suspected, ...cell }) =>
      `${cellName(cell)}: ${records} triggered and ${cleanRecords} clean records (suspected: ${percent(suspected.triggered)} and ${percent(suspected.clean)}), ${notPlanted} where it could not be planted`,
  )
  return [
    ...(rows.length > 0 ? [resultTable(rows, tableColumns(task, rows), { paint, means: meansOf(rows) })] : []),
    ...[...notes, ...(rows.length > 0 ? [howMade(rows)] : [])].map((note) => paint.dim(note)),
    ...(beside.length > 0 ? [resultTable(beside, comparisonColumns(task.metrics, beside), { paint })] : []),
    ...oneLabelNotes(results).map((note) => paint.alarm(note)),
    ...failedTexts(failed, paint),
  ].join('\n')
}

/** A line for each cell that failed. */
export function failedTexts(failed: readonly FailedCell[], paint: Paint): string[] {
  return failed.map(({ error, ...cell }) => paint.alarm(`failed: ${cellName(cell)}: ${visible(error)}`))
}

/** The record that purify set aside to be shown. */
export async function exampleText(folder: string, defence: string, paint: Paint): Promise<string> {
  const record = JSON.parse(await readFile(purifyFiles(folder, defence).example, 'utf8')) as PurifiedRecord | null
  if (record === null) return 'no triggered record to show'
  return [
    recordView(record, { paint }),
    '',
    `the victim's answer   ${oneLine(record.answer)}`,
    `and to purified code  ${oneLine(record.answerDefended)}`,
  ].join('\n')
}

/** A result in one line: its numbers, without how it was made. */
export function summary(result: Identity & Provenance): string {
  const hidden = new Set([
    'options',
    'inputs',
    'outputs',
    'versions',
    'host',
    'revision',
    'fingerprint',
    'stage',
    'task',
    'model',
    'target',
    'seconds',
  ])
  const shown = Object.entries(result).filter(([key]) => !hidden.has(key))
  return `${result.stage}: ${shown.map(([key, value]) => `${key} ${brief(value)}`).join(', ')}`
}

function brief(value: unknown): string {
  const number = measured.safeParse(value)
  if (number.success) return `${round(number.data.value)} (${round(number.data.low)}–${round(number.data.high)})`
  if (typeof value === 'number') return String(round(value))
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, one]) => `${key} ${brief(one)}`).join(', ')} }` // prettier-ignore
  return String(value)
}

const percent = ({ value }: { readonly value: number }): string => `${(100 * value).toFixed(1)} %`

const round = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)))

function oneLine(text: string): string {
  const line = visible(text.replace(/\s+/gu, ' ').trim())
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}
