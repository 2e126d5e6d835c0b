import type { Results } from './resultsFile.js'

/** Values that rows must have. */
export type RowChoice = Readonly<Partial<Record<'model' | 'attack' | 'rate' | 'seed' | 'defence', string>>>

/** A results file with those of its rows, and of its failed cells, that have all these values. */
export function chosenRows(file: Results, only: RowChoice): Results {
  const chosen = <Row extends Readonly<Record<keyof RowChoice, unknown>>>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => Object.entries(only).every(([key, value]) => String(row[key as keyof RowChoice]) === value))
  return { ...file, rows: chosen(file.rows), failed: chosen(file.failed) }
}
