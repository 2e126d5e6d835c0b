import { readSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { CheckpointError } from './checkpointError.js'

/** Bytes that are read piece by piece: a file, or an array in memory. */
export interface Bytes {
  readonly size: number
  /** Fills `into` from `position` on; throws where the bytes end before. */
  read(into: Uint8Array, position: number): Promise<void>
  close(): Promise<void>
}

// one read() takes at most 2 GiB - 1
const LONGEST_READ = 1 << 30

// below this, waiting for another thread takes longer than the read itself: a small model has hundreds of tensors
const SHORT_READ = 1 << 16

/** Opens a file; `close` it afterwards. Throws a CheckpointError on what is no file: opening a pipe would wait forever. */
export async function fileBytes(path: string): Promise<Bytes> {
  if (!(await stat(path)).isFile()) throw new CheckpointError(`${path}: not a regular file`)
  const file = await open(path, 'r')
  const { size } = await file.stat()
  return {
    size,
    read: async (into, position) => {
      for (let done = 0; done < into.length;) {
        const length = Math.min(LONGEST_READ, into.length - done)
        const bytesRead =
          length <= SHORT_READ
            ? readSync(file.fd, into, done, length, position + done)
            : (await file.read(into, done, length, position + done)).bytesRead
        if (bytesRead === 0) {
          throw new CheckpointError(`${path}: it ended at byte ${position + done} while it was read, expected ${position + into.length}`)
        }
        done += bytesRead
      }
    },
    close: () => file.close(),
  }
}

/** The same over an array. */
export function memoryBytes(bytes: Uint8Array, where: string): Bytes {
  return {
    size: bytes.length,
    read: (into, position) => {
      if (position + into.length > bytes.length) {
        return Promise.reject(new CheckpointError(`${where}: it ends at byte ${bytes.length}, expected ${position + into.length}`))
      }
      into.set(bytes.subarray(position, position + into.length))
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}

/** `length` bytes from `position` on, as a new array: only for what was checked to be short. */
export async function readBytes(bytes: Bytes, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const into = new Uint8Array(length)
  await bytes.read(into, position)
  return into
}
