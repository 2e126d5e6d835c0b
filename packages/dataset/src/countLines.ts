import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** The number of lines of a text file, gzipped where its name ends in `.gz`: what a progress bar counts to. Nothing of it is kept. */
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
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), count) : pipeline(file, count))
  return last === 10 ? lines : lines + 1
}
