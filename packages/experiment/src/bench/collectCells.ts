import { reasonOf } from '@codepurify/dataset'
import { cellOf } from '../options/cells.js'
import { silent } from '../progress.js'
import { purifyFiles } from '../stages/purifyStage.js'
import { keptResult, type KeptResult } from '../results/resultsFile.js'
import type { FailedCell } from '../results/resultSchema.js'
import type { Run } from '../stages/run.js'
import { readResult } from '../folders/stage.js'
import { runStages } from '../stages/stages.js'

/**
 * The purify results that are there, without running anything. A cell that has none, or one that the call would not make (of another profile, --limit or rule, from other data or by older code), is among the failed, with the reason: so the command that
 * stands with the results is the one that makes them again.
 */
export async function collectCells<Row>(
  runs: readonly Run<Row>[],
): Promise<{ readonly rows: KeptResult[]; readonly failed: FailedCell[] }> {
  const rows: KeptResult[] = []
  const failed: FailedCell[] = []
  for (const run of runs) {
    try {
      const result = await readResult(purifyFiles(run.folders.attack, run.options.defence).result, keptResult)
      await runStages({ ...run, context: { ...run.context, progress: silent, looksOnly: true } }, 'purify')
      rows.push(result)
    } catch (error) {
      failed.push({ ...cellOf(run.options), error: reasonOf(error) })
    }
  }
  return { rows, failed }
}
