import { readRecords } from '@codepurify/dataset'
import { experimentSchema, type ExperimentRow } from './experimentRow.js'

/** All rows of one of the experiment's own files. Throws where it is not there or is damaged. */
export async function readExperimentRows(file: string): Promise<ExperimentRow[]> {
  const rows: ExperimentRow[] = []
  for await (const row of readRecords(file, experimentSchema)) rows.push(row)
  return rows
}
