import { createHash, type Hash } from 'node:crypto'
import { lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from './makeFolder.js'
import { cannotBeWritten, isForbidden, partOf, requireFilePlace } from './outputFile.js'
import { codeOf } from './rawRow.js'

/** The part of a file handle that writing needs; tests inject one that fails. */
export interface WritableHandle {
  write(bytes: Uint8Array): Promise<{ bytesWritten: number }>
  sync(): Promise<void>
  close(): Promise<void>
}

/** How a file is opened for writing. */
export type OpenForWriting = (path: string) => Promise<WritableHandle>

/** What was written: size in bytes and the SHA-256 of the bytes, in hexadecimal. */
export interface Written {
  readonly bytes: number
  readonly sha256: string
}

const openFile: OpenForWriting = (path) => open(path, 'w')

/**
 * Writes a file through a temporary name beside it and renames it when whole, so that `path` is never half a file; a link gives way to the file.
 * `produce` gets a function that appends bytes. On any failure (a full disk, an error in `produce`) the temporary file is removed,
 * what stood at `path` stays, and the error says so. Throws where `path` is a folder, a device or a pipe.
 */
export async function writeAtomically(
  path: string,
  produce: (append: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
  { open: openForWriting = openFile }: { open?: OpenForWriting } = {},
): Promise<Written> {
  await requireFilePlace(path, lstat)
  const temporary = partOf(path)
  const hash = createHash('sha256')
  let bytes = 0
  await makeFolder(dirname(path))
  try {
    await removeAbandoned(path)
    const handle = await openForWriting(temporary)
    try {
      await produce(async (chunk) => {
        await writeWhole(handle, chunk, hash)
        bytes += chunk.byteLength
      })
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw explain(path, error)
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Writes text or bytes to a file in one piece: whole, or not at all. */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: { open?: OpenForWriting } = {},
): Promise<Written> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  return writeAtomically(path, (append) => append(bytes), options)
}

// What a process that was killed in the middle left behind; the files of processes that still run stay.
async function removeAbandoned(path: string): Promise<void> {
  const prefix = `${basename(path)}.`
  for (const name of await readdir(dirname(path))) {
    const owner = name.startsWith(prefix) ? /^(\d+)\.part$/.exec(name.slice(prefix.length))?.[1] : undefined
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(dirname(path), name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0) // signal 0 only asks
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

async function writeWhole(handle: WritableHandle, chunk: Uint8Array, hash: Hash): Promise<void> {
  hash.update(chunk)
  for (let start = 0; start < chunk.byteLength;) {
    const { bytesWritten } = await handle.write(chunk.subarray(start))
    start += bytesWritten
  }
}

function explain(path: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Error(
      `${path}: the disk is full. Nothing was left half written; free some space and start again, finished parts are kept.`,
      { cause: error },
    )
  }
  return isForbidden(error) ? cannotBeWritten(path, error) : error
}
