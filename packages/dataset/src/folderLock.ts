import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from './makeFolder.js'
import { codeOf } from './rawRow.js'

/** A held lock. */
export interface FolderLock {
  /** Throws where the lock was taken away, as from a process that was asleep for minutes. */
  check(): Promise<void>
  release(): Promise<void>
}

/** How a process waits for a folder: what it says of it, once, and what ends the wait. */
export interface Waiting {
  readonly say: (text: string) => void
  readonly signal: AbortSignal
}

/** Times in milliseconds; tests shorten them. */
export interface LockTimes {
  /** Between two looks at a lock that another holds. */
  readonly look: number
  /** Between two signs of life of the holder. */
  readonly beat: number
  /** Without a sign of life for so long, a holder counts as gone. */
  readonly gone: number
}

const usualTimes: LockTimes = { look: 500, beat: 5_000, gone: 120_000 }

interface Holder {
  readonly pid: number
  readonly host: string
  readonly key: string
}

/** The file of a folder that says who works in it. */
const lockName = '.lock'

let made = 0

/**
 * Takes a folder for one process, so that two do not do the same work or write the same files; waits, and says so once, while another holds it. A lock whose process
 * has ended (or, on another machine, gives no sign of life) is taken over.
 */
export async function lockFolder(
  folder: string,
  { say, signal, times = usualTimes }: Waiting & { readonly times?: LockTimes },
): Promise<FolderLock> {
  await makeFolder(folder)
  const file = join(folder, lockName)
  const own: Holder = { pid: process.pid, host: hostname(), key: `${process.pid}-${Date.now()}-${++made}` }
  for (let told = false; !(await taken(file, own));) {
    signal.throwIfAborted()
    const holder = await holderOf(file)
    if (holder === undefined) continue
    if (await isGone(file, holder, times)) {
      await clear(file, holder, times)
      continue
    }
    if (!told && holder.pid > 0)
      say(`${folder}: process ${holder.pid}${holder.host === own.host ? '' : ` on ${holder.host}`} is at work there; waiting for it. If there is no such process, remove ${file}`) // prettier-ignore
    told ||= holder.pid > 0
    await sleep(times.look, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), times.beat)
  beat.unref()
  return {
    check: async () => {
      if ((await holderOf(file))?.key !== own.key)
        throw new Error(`${file}: another process has taken this folder over. Nothing was written; run the command again.`)
    },
    release: async () => {
      clearInterval(beat)
      if ((await holderOf(file))?.key === own.key) await rm(file, { force: true })
    },
  }
}

/** Does some work in a folder while no other process is at work there. Without `waiting` it waits in silence, until the other is done. */
export async function aloneIn<T>(folder: string, work: () => Promise<T>, waiting: Partial<Waiting> = {}): Promise<T> {
  const lock = await lockFolder(folder, { say: waiting.say ?? (() => {}), signal: waiting.signal ?? new AbortController().signal })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

async function taken(file: string, own: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(JSON.stringify(own)).finally(() => handle.close())
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Who holds the lock, undefined where nobody does; a file that is just being written, or was left half written, has a holder without a process. Throws where something is there that cannot be read. */
async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(`${file}: cannot be read, expected a file that says who works there. Remove it if nobody does.`, { cause: error })
  })
  if (text === undefined) return undefined
  try {
    const { pid, host, key } = JSON.parse(text) as Partial<Holder>
    if (typeof pid === 'number' && typeof host === 'string' && typeof key === 'string') return { pid, host, key }
  } catch {
    // not written yet
  }
  return { pid: 0, host: '', key: text }
}

async function isGone(file: string, { pid, host }: Holder, { gone }: LockTimes): Promise<boolean> {
  if (host === hostname() && !isRunning(pid)) return true
  const found = await stat(file).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > gone
}

/** Removes the lock of a holder that is gone; one process at a time, so that none removes the lock of the one that was faster. */
async function clear(file: string, gone: Holder, times: LockTimes): Promise<void> {
  const guard = `${file}.clearing`
  const handle = await open(guard, 'wx').catch(() => undefined)
  if (handle === undefined) {
    const left = await stat(guard).catch(() => undefined)
    // its maker was killed within these few lines
    if (left !== undefined && Date.now() - left.mtimeMs > times.gone) await rm(guard, { force: true })
    return void (await sleep(Math.min(50, times.look)))
  }
  try {
    if ((await holderOf(file))?.key === gone.key) await rm(file, { force: true })
  } finally {
    await handle.close()
    await rm(guard, { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0) // signal 0 only asks
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
