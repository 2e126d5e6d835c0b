import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { availableParallelism } from 'node:os'
import { reasonOf } from '@codepurify/dataset'
import type { Run } from '../stages/run.js'
import { runCell } from '../stages/stages.js'
import { UsageError } from '../options/usageError.js'
import type { CellMessage, PlacedCell, StartJob } from './runInJobs.js'

/** Where a process finds its cells, as JSON. */
const cellsName = 'CODEPURIFY_CELLS'

/** Runs a group of cells in a process of its own: the same program with the same arguments, which is told its cells and shares the cores with the others. */
export function forkJob(script: string, args: readonly string[], jobs: number): StartJob {
  return (cells, { tell, say, signal }) =>
    new Promise((resolve) => {
      const threads = process.env['CODEPURIFY_THREADS'] ?? String(Math.max(1, Math.floor(availableParallelism() / jobs)))
      const child = fork(script, [...args], {
        env: { ...process.env, [cellsName]: JSON.stringify(cells), CODEPURIFY_THREADS: threads },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      })
      const lines: string[] = []
      if (child.stderr !== null)
        createInterface({ input: child.stderr }).on('line', (line) => {
          lines.splice(0, lines.length, line)
          say(line.trim())
        })
      const onAbort = (): void => void child.kill('SIGTERM')
      signal.addEventListener('abort', onAbort)
      const ended = (reason: string | undefined): void => {
        signal.removeEventListener('abort', onAbort)
        resolve(reason)
      }
      child.on('message', (message) => tell(message as CellMessage))
      child.on('error', (error) => ended(error.message))
      child.on('close', (code, by) => ended(by !== null ? `killed by ${by}` : code === 0 ? undefined : [`exit code ${String(code)}`, ...lines].join(', '))) // prettier-ignore
      if (signal.aborted) onAbort()
    })
}

/** What a process that was started for some cells has to do. */
export interface Job {
  readonly cells: readonly PlacedCell[]
  /** Resolves when the message is on its way. */
  readonly tell: (message: CellMessage) => Promise<void> | void
}

/** The job that this process was started for; none where a person started it. */
export function ownJob(): Job | undefined {
  const said = process.env[cellsName]
  if (said === undefined || process.send === undefined) return undefined
  const tell = (message: CellMessage): Promise<void> =>
    new Promise((resolve, reject) =>
      process.send?.(message, undefined, undefined, (error: Error | null) => (error === null ? resolve() : reject(error))),
    )
  return { cells: JSON.parse(said) as PlacedCell[], tell }
}

/** Runs the cells of a job one after the other and tells what became of each. Throws when it is stopped. */
export async function runJob<Row>(runs: readonly Run<Row>[], { cells, tell }: Job): Promise<void> {
  for (const [index, { place }] of cells.entries()) {
    const run = runs[index]
    if (run === undefined) throw new RangeError(`${cells.length} cells, got runs for ${runs.length} of them`)
    try {
      const begin = run.context.now()
      const row = await runCell(run)
      await tell({ place, row, took: run.context.now() - begin })
    } catch (error) {
      run.context.signal.throwIfAborted()
      const wrongCall = error instanceof UsageError
      await tell({ place, error: reasonOf(error), wrongCall })
      if (wrongCall) return
    }
  }
}
