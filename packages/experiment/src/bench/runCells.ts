import { reasonOf } from '@codepurify/dataset'
import { cellName, cellOf } from '../options/cells.js'
import { duration } from '../progress.js'
import type { FailedCell } from '../results/resultSchema.js'
import type { Run } from '../stages/run.js'
import { UsageError } from '../options/usageError.js'

/** The runs whose cell is not among those that failed. */
export function finishedRuns<Row>(runs: readonly Run<Row>[], failed: readonly FailedCell[]): Run<Row>[] {
  const names = new Set(failed.map(cellName))
  return runs.filter(({ options }) => !names.has(cellName(options)))
}

/**
 * Does the work of every cell, one after the other; one that fails is noted and does not keep the others from running. Finished cells are files: a run that was
 * killed goes on with the cell that it was at. Throws where the call itself is wrong, and when it is stopped.
 */
export async function runCells<Row, Result>(
  runs: readonly Run<Row>[],
  work: (run: Run<Row>) => Promise<Result>,
): Promise<{ readonly rows: Result[]; readonly failed: FailedCell[] }> {
  const rows: Result[] = []
  const failed: FailedCell[] = []
  let [spent, worked] = [0, 0]
  for (const [index, run] of runs.entries()) {
    const { progress, now, signal } = run.context
    const cell = cellOf(run.options)
    const left = worked === 0 ? '' : `, about ${duration((spent / worked) * (runs.length - index))} left`
    if (runs.length > 1) progress.say(`cell ${index + 1} of ${runs.length}: ${cellName(cell)}${left}`)
    const begin = now()
    try {
      rows.push(await work(run))
    } catch (error) {
      if (signal.aborted || error instanceof UsageError || runs.length === 1) throw error
      const reason = reasonOf(error)
      failed.push({ ...cell, error: reason })
      progress.say(`cell ${index + 1} of ${runs.length} failed: ${reason}`)
    }
    // a cell that was there already says nothing about those to come
    const took = now() - begin
    if (took > 1000) [spent, worked] = [spent + took, worked + 1]
  }
  return { rows, failed }
}
