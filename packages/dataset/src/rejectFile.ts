import { writeFileAtomic } from './atomicFile.js'
import type { Reject } from './records.js'

/** Collects the rows that were set aside, to be counted in a result and written beside it. */
export class RejectFile {
  readonly path: string
  readonly #rejects: Reject[] = []

  /** `path` is where `write` puts the rejects, as JSON lines of { file, line, reason, row }. */
  constructor(path: string) {
    this.path = path
  }

  /** How many rows were set aside so far. */
  get count(): number {
    return this.#rejects.length
  }

  /** Takes one reject; give it to readRecords as `onReject`. */
  readonly add = (reject: Reject): void => {
    this.#rejects.push(reject)
  }

  /** Writes the reject file, when there is anything in it, and gives the number of rejects. */
  async write(): Promise<number> {
    if (this.count > 0) await writeFileAtomic(this.path, this.#rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''))
    return this.count
  }
}
