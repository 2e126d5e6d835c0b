import { groups } from '@codepurify/report'
import { cellOf, type Cell } from '../options/cells.js'
import { duration } from '../progress.js'
import { purifySchema, type FailedCell, type PurifyResult } from '../results/resultSchema.js'
import type { Run } from '../stages/run.js'
import { runStages } from '../stages/stages.js'
import { UsageError } from '../options/usageError.js'

/** What a process says of one of its cells, by the cell's place in the grid: its row and the milliseconds that it took, or why there is none; `wrongCall` where no other cell can do better. */
export type CellMessage = { readonly place: number } & (
  { readonly row: PurifyResult; readonly took: number } | { readonly error: string; readonly wrongCall: boolean }
)

/** A cell and its place in the grid. */
export interface PlacedCell {
  readonly place: number
  readonly cell: Cell
}

/** Starts a process for some cells; resolves when it has ended, with the reason where it did not end well. Aborting the signal ends it. */
export type StartJob = (
  cells: readonly PlacedCell[],
  o: { readonly tell: (message: CellMessage) => void; readonly say: (text: string) => void; readonly signal: AbortSignal },
) => Promise<string | undefined>

/**
 * Runs the cells in at most `jobs` processes at a time, one for each group of cells that share a victim; `startJob` is told how many there will be at once. A cell whose process fails, or ends without a word about it, is a failed
 * cell. What is shared by several victims is made by the first that needs it; the others wait for its lock, so victims of different clean twins take turns. Throws where the call
 * itself is wrong, and when it is stopped: then all processes have ended.
 */
export async function runInJobs<Row>(
  runs: readonly Run<Row>[],
  { jobs, startJob }: { readonly jobs: number; readonly startJob: (atOnce: number) => StartJob },
): Promise<{ readonly rows: PurifyResult[]; readonly failed: FailedCell[] }> {
  const [first] = runs
  if (first === undefined) return { rows: [], failed: [] }
  const { progress, signal } = first.context
  await sampleEach(runs)
  const victims = [...groups([...runs.keys()], (index) => JSON.stringify(victimOf(runs[index]))).values()]
  const waiting = inTurns(victims, ([index = 0]) => runs[index]?.folders.twin ?? '')
  const said = new Map<number, CellMessage>()
  const stop = new AbortController()
  const onAbort = (): void => stop.abort(signal.reason)
  signal.addEventListener('abort', onAbort)
  // cells that were there already say nothing about those to come
  let [spent, worked] = [0, 0]
  const atOnce = Math.min(jobs, waiting.length)
  const start = startJob(atOnce)
  progress.say(`${runs.length} cells of ${waiting.length} victims, ${atOnce} processes at a time`)
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined && !stop.signal.aborted; group = waiting.shift()) {
      const name = nameOf(runs[group[0] ?? 0])
      const tell = (message: CellMessage): void => {
        said.set(message.place, message)
        if ('row' in message && message.took > 1000) [spent, worked] = [spent + message.took, worked + 1]
        if ('wrongCall' in message && message.wrongCall) stop.abort(new UsageError(message.error))
      }
      const cells = group.flatMap((place) => (runs[place] === undefined ? [] : [{ place, cell: cellOf(runs[place].options) }]))
      const reason = await start(cells, { tell, say: (text) => progress.say(`[${name}] ${text}`), signal: stop.signal })
      for (const cell of group)
        if (!said.has(cell))
          said.set(cell, { place: cell, error: `its process ended${reason === undefined ? '' : `: ${reason}`}`, wrongCall: false })
      if (stop.signal.aborted) return
      const left = worked === 0 ? '' : `, about ${duration((spent / worked) * ((runs.length - said.size) / atOnce))} left`
      progress.say(`${said.size} of ${runs.length} cells done${said.size < runs.length ? left : ''}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
  stop.signal.throwIfAborted()
  const rows: PurifyResult[] = []
  const failed: FailedCell[] = []
  for (const [index, { options }] of runs.entries()) {
    const message = said.get(index)
    if (message !== undefined && 'row' in message) rows.push(purifySchema.parse(message.row))
    else failed.push({ ...cellOf(options), error: message?.error ?? 'was not run' })
  }
  return { rows, failed }
}

/** The data of the cells, each once: what a task's source builds or imports is no business of several processes at a time. */
async function sampleEach<Row>(runs: readonly Run<Row>[]): Promise<void> {
  const different = new Map(runs.map((run) => [run.folders.data, run]))
  for (const run of different.values()) {
    try {
      // it is not the stage that --again names
      await runStages({ ...run, options: { ...run.options, again: false } }, 'sample')
    } catch (error) {
      run.context.signal.throwIfAborted()
      if (error instanceof UsageError) throw error
      // the cells that need it fail of it, each with the reason; the others are run
    }
  }
}

/** One value of each key, then the second of each, and so on. */
function inTurns<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  const byKey = [...groups(values, keyOf).values()]
  return values.flatMap((_, turn) => byKey.flatMap((own) => own.slice(turn, turn + 1)))
}

function victimOf<Row>(run: Run<Row> | undefined): readonly unknown[] {
  return [run?.options.model, run?.options.attack, run?.options.rate, run?.options.seed]
}

function nameOf<Row>(run: Run<Row> | undefined): string {
  return victimOf(run).join(' ')
}
