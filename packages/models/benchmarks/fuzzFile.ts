import type { Random } from '@codepurify/metrics'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { mutate } from './mutate.js'

/** What is fuzzed. */
export interface FuzzOptions {
  /** Sound files and their reader. */
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly read: (path: string) => Promise<unknown> }[]
  /** Where each mutated file is written, over the one before. */
  readonly scratch: string
  readonly mutations: number
  readonly random: Random
  /** Whether an error is one of the reader's own refusals. */
  readonly isRefusal: (error: unknown) => boolean
  readonly onProgress?: (done: number, found: FuzzFigures) => void
}

/** What came of it. */
export interface FuzzFigures {
  readonly read: number
  readonly refused: number
  /** Every error that is no refusal: a bug. */
  readonly faults: readonly string[]
  /** Processor time of the slowest file, in milliseconds: what else the machine does does not count. */
  readonly slowestMilliseconds: number
  /** Bytes that the process grew by, at its largest. */
  readonly grownBytes: number
}

/** Reads mutated files one after the other; what is wrong with file i depends on the seed and i alone. */
export async function fuzz({ files, scratch, mutations, random, isRefusal, onProgress }: FuzzOptions): Promise<FuzzFigures> {
  const before = process.memoryUsage.rss()
  const faults: string[] = []
  let [read, refused, slowestMilliseconds, grownBytes] = [0, 0, 0, 0]
  const figures = (): FuzzFigures => ({ read, refused, faults, slowestMilliseconds, grownBytes })
  for (let i = 0; i < mutations; i++) {
    const file = files[i % files.length]
    if (!file) throw new RangeError('no files to mutate')
    await writeFile(scratch, mutate(file.bytes, random.fork(i)))
    const start = process.cpuUsage()
    try {
      await file.read(scratch)
      read++
    } catch (error) {
      if (isRefusal(error)) refused++
      else
        faults.push(`mutation ${i} of ${basename(file.path)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
    const { user, system } = process.cpuUsage(start)
    slowestMilliseconds = Math.max(slowestMilliseconds, (user + system) / 1000)
    grownBytes = Math.max(grownBytes, process.memoryUsage.rss() - before)
    if ((i + 1) % 1000 === 0) onProgress?.(i + 1, figures())
  }
  return figures()
}
