import { basename, dirname, join } from 'node:path'
import { writeFileAtomic } from '@codepurify/dataset'
import { benchCsv } from '../results/benchCsv.js'
import { benchMarkdown } from '../results/benchTables.js'
import { cellName, cellOf } from '../options/cells.js'
import { purifyFiles } from '../stages/purifyStage.js'
import { benchSchema, type BenchResult, type ComparedDefence, type FailedCell, type PurifyResult } from '../results/resultSchema.js'
import type { Run } from '../stages/run.js'
import { finishedRuns } from './runCells.js'
import { runStage } from '../folders/stage.js'

/** One table over the cells of a bench, as JSON, Markdown and CSV: beside the model's runs, or beside the models where there are several. */
export async function benchStage<Row>(
  runs: readonly Run<Row>[],
  {
    rows,
    comparisons,
    failed,
  }: { readonly rows: readonly PurifyResult[]; readonly comparisons: readonly ComparedDefence[]; readonly failed: readonly FailedCell[] },
): Promise<BenchResult> {
  const [first] = runs
  if (first === undefined) throw new RangeError('bench needs at least one cell, got none')
  const several = new Set(runs.map(({ options }) => options.model)).size > 1
  const folder = several ? dirname(first.folders.model) : first.folders.model
  const placed = failed.map((one) => withFolder(one, runs))
  const outputs = { markdown: join(folder, 'bench.md'), csv: join(folder, 'bench.csv') }
  const listed = (of: (run: Run<Row>) => string | number): string => [...new Set(runs.map(of))].join(',')
  return runStage(
    {
      name: 'bench',
      revision: 4,
      identity: { ...first.identity, model: listed(({ options }) => options.model), attack: listed(({ attack }) => attack) },
      file: join(folder, 'bench.json'),
      schema: benchSchema,
      options: {
        cells: runs.map(({ options }) => cellOf(options)),
        failed: placed,
      },
      inputs: Object.fromEntries(
        finishedRuns(runs, failed).map(({ folders, options }) => {
          const file = purifyFiles(folders.attack, options.defence).result
          return [file.slice(dirname(first.folders.model).length + 1), file]
        }),
      ),
      outputs,
      work: async () => {
        await writeFileAtomic(outputs.markdown, `${benchMarkdown(first.task, { rows, comparisons, failed })}\n`)
        await writeFileAtomic(outputs.csv, benchCsv(first.task, rows, failed))
        return { rows: [...rows], comparisons: [...comparisons], failed: placed }
      },
    },
    first.context,
  )
}

/** A failed cell with the name of its folder: another experiment may have a cell of the same model, attack, rate, seed and defence. */
function withFolder<Row>(one: FailedCell, runs: readonly Run<Row>[]): FailedCell {
  const run = runs.find(({ options }) => cellName(options) === cellName(one))
  return run === undefined ? one : { ...one, folder: basename(run.folders.attack) }
}
