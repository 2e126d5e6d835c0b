import { createReadStream } from 'node:fs'
import { createGunzip, createGzip } from 'node:zlib'
import { byteLines } from './lines.js'
import { FileError, type RawRow, reasonOf } from './rawRow.js'

/** The longest line that is read into memory, in bytes: a text column of the greatest length, escaped, with room for its neighbours. */
export const longestLine = 8_000_000

const excerptLength = 120
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads JSON lines, plain or (by the name's `.gz`) gzipped, row by row. Bad lines come as problems; a broken gzip stream throws after the rows before it. */
export async function* readJsonLines(path: string): AsyncIterable<RawRow> {
  let line = 0
  for await (const { bytes, length, ended, line: number } of byteLines(
    content(path, () => line),
    longestLine,
  )) {
    line = number
    if (bytes === undefined) yield { line, problem: `the line has ${length} bytes, expected at most ${longestLine}` }
    else if (!isBlank(bytes)) yield parse(bytes, line, ended)
  }
}

/** JSON lines as bytes, one chunk for each batch of rows; gzipped when asked. */
export async function* jsonLines(batches: AsyncIterable<readonly object[]>, { gzip }: { gzip: boolean }): AsyncIterable<Uint8Array> {
  if (!gzip) {
    for await (const batch of batches) yield toBytes(batch)
    return
  }
  const zip = createGzip({ level: 9 })
  const feed = async (): Promise<void> => {
    for await (const batch of batches) {
      if (!zip.write(toBytes(batch))) await new Promise<void>((resolve) => zip.once('drain', resolve))
    }
    zip.end()
  }
  const feeding = feed().catch((error: unknown) => zip.destroy(error as Error))
  for await (const chunk of zip) yield chunk as Uint8Array
  await feeding
}

function toBytes(batch: readonly object[]): Uint8Array {
  return Buffer.from(batch.map((row) => `${JSON.stringify(row)}\n`).join(''), 'utf8')
}

async function* content(path: string, lastLine: () => number): AsyncIterable<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 })
  if (!path.endsWith('.gz')) return yield* file
  const unzip = createGunzip()
  file.on('error', (error) => unzip.destroy(error))
  try {
    yield* file.pipe(unzip)
  } catch (error) {
    throw new FileError(
      path,
      `the gzip stream breaks after line ${lastLine()} (${reasonOf(error)}). Is the file cut off? Fetch it again.`,
      error,
    )
  } finally {
    file.destroy()
  }
}

function parse(bytes: Uint8Array, line: number, ended: boolean): RawRow {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { line, problem: 'not UTF-8', excerpt: Buffer.from(bytes.subarray(0, excerptLength)).toString('latin1') }
  }
  try {
    return { line, value: JSON.parse(text) as unknown }
  } catch (error) {
    const where = ended ? '' : ', and the file ends here without a line end: half a line?'
    return { line, problem: `not JSON: ${reasonOf(error).slice(0, excerptLength)}${where}`, excerpt: text.slice(0, excerptLength) }
  }
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 9 || byte === 13)
}
