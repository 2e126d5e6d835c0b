import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { FileError, reasonOf } from './rawRow.js'

/** The number of lines of a text file, gzipped where its name ends in `.gz`: what a progress bar counts to. Nothing of it is kept. Throws FileError where it cannot be read to its end. */
export async function countLines(path: string): Promise<number> {
  let lines = 0
  let last = 10
  const count = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
      last = chunk.at(-1) ?? last
    }
  }
  const file = createReadStream(path)
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), count) : pipeline(file, count)).catch((error: unknown) => {
    throw new FileError(path, `cannot be read to its end (${reasonOf(error)}). Is it cut off? Fetch it again.`, error)
  })
  return last === 10 ? lines : lines + 1
}
