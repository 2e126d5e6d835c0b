import type { Context } from '../folders/stage.js'
import type { Job } from '../jobs/jobProcess.js'
import type { StartJob } from '../jobs/runInJobs.js'

/** The world around a command: where it writes, what it reads its clock from, what stops it. */
export interface Surroundings {
  /** The repository, which shipped weights are found in. */
  readonly root: string
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown }
  readonly context: Context
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Starts a process for some cells, for --jobs; absent: all cells run in this process. */
  readonly startJob?: (jobs: number) => StartJob
  /** The cells that this process was started for. */
  readonly job?: Job | undefined
}
