import type { ResultRow, Results } from './resultsFile.js'

/** Values that rows must have. */
export type RowChoice = Readonly<Partial<Record<'model' | 'attack' | 'rate' | 'seed' | 'defence', string>>>

/** The rows of a results file that have all these values. */
export function rowsOf({ rows }: Results, only: RowChoice): ResultRow[] {
  return rows.filter((row) => Object.entries(only).every(([key, value]) => String(row[key as keyof RowChoice]) === value))
}
