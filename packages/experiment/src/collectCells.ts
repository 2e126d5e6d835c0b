import { reasonOf } from '@codepurify/dataset'
import { purifyFiles } from './purifyStage.js'
import { keptResult, type KeptResult } from './results/resultsFile.js'
import type { FailedCell } from './resultSchema.js'
import type { Run } from './run.js'
import { readResult } from './stage.js'

/** The purify results that are there, without running anything; a cell that has none, or one of another --limit, is among the failed, with the reason. */
export async function collectCells<Row>(
  runs: readonly Run<Row>[],
): Promise<{ readonly rows: KeptResult[]; readonly failed: FailedCell[] }> {
  const rows: KeptResult[] = []
  const failed: FailedCell[] = []
  for (const { folders, options } of runs) {
    const { model, attack, rate, seed, defence, limit = null } = options
    try {
      const result = await readResult(purifyFiles(folders.attack, defence).result, keptResult)
      const made = result.options['limit'] ?? null
      if (made !== limit) throw new Error(`was made with ${made === null ? 'no --limit' : `--limit ${String(made)}`}`)
      rows.push(result)
    } catch (error) {
      failed.push({ model, attack, rate, seed, defence, error: reasonOf(error) })
    }
  }
  return { rows, failed }
}
