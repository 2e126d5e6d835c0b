import { join } from 'node:path'
import { benchSchema, type BenchResult, type PurifyResult } from './resultSchema.js'
import type { Run } from './run.js'
import { runStage } from './stage.js'

/** One table over the attacks of a run: its rows are their purify results. */
export async function benchStage<Row>(runs: readonly Run<Row>[], rows: readonly PurifyResult[]): Promise<BenchResult> {
  const [first] = runs
  if (first === undefined) throw new RangeError('bench needs at least one attack, got none')
  return runStage(
    {
      name: 'bench',
      revision: 1,
      identity: { ...first.identity, attack: runs.map(({ attack }) => attack).join(',') },
      file: join(first.folders.model, 'bench.json'),
      schema: benchSchema,
      options: { attacks: runs.map(({ attack }) => attack), rate: first.options.rate },
      inputs: Object.fromEntries(runs.map(({ attack, folders }) => [attack, join(folders.attack, 'purify.json')])),
      outputs: {},
      work: () => Promise.resolve({ rows }),
    },
    first.context,
  )
}
