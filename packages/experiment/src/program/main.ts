import { asksForCheckpoint } from '../classification/checkpointCall.js'
import { forkJob, ownJob } from '../jobs/jobProcess.js'
import type { StartJob } from '../jobs/runInJobs.js'
import { UsageError } from '../options/usageError.js'
import { progressOn } from '../progress.js'
import type { Task } from '../task.js'
import { command } from './command.js'

/**
 * The program of a task: `node dist/main.js <stage> [options]`. Gives the exit code: 0 done, 1 the work failed or was stopped, 2 the call was wrong.
 * Ctrl-C stops at the next step; what is finished stays, and the same command goes on from there. `eval` of somebody's checkpoint is the task's own program (`checkpoints`).
 */
export async function main<Row>(task: Task<Row>, args: readonly string[], { root }: { readonly root: string }): Promise<number> {
  if (task.checkpoints !== undefined && asksForCheckpoint(args, Object.keys(task.sources))) return task.checkpoints.main(args)
  const stop = new AbortController()
  const onInterrupt = (): void => {
    if (stop.signal.aborted) process.exit(1)
    process.stderr.write('\nStopping after this step; press Ctrl-C again to stop at once.\n')
    stop.abort(new Error('Stopped. What is finished is kept: the same command goes on from there.'))
  }
  const job = ownJob()
  // Ctrl-C reaches every process of a terminal: a job waits for what the one that started it says, and stops when that is gone
  const interrupts = job === undefined ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM', 'disconnect'] as const)
  const ignore = (): void => undefined
  if (job !== undefined) process.on('SIGINT', ignore)
  for (const name of interrupts) process.on(name, onInterrupt)
  const now = (): number => Date.now()
  const context = { progress: progressOn(process.stderr, { now }), now, signal: stop.signal }
  try {
    const startJob = (jobs: number): StartJob => forkJob(process.argv[1] ?? '', args, jobs)
    await command(task, args, { root, output: process.stdout, context, environment: process.env, startJob, job })
    return 0
  } catch (error) {
    process.stderr.write(`${explained(stop.signal.aborted ? stop.signal.reason : error, process.env['CODEPURIFY_DEBUG'] !== undefined)}\n`)
    return error instanceof UsageError ? 2 : 1
  } finally {
    for (const name of interrupts) process.off(name, onInterrupt)
    process.off('SIGINT', ignore)
    // an open channel would keep the process
    if (job !== undefined && process.connected) process.disconnect()
  }
}

function explained(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error && error.cause.message !== error.message ? `\n  because: ${error.cause.message}` : ''
  return debug
    ? (error.stack ?? error.message)
    : `${error.name === 'Error' || error.name === 'UsageError' ? '' : `${error.name}: `}${error.message}${cause}`
}
