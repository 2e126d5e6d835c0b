import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileFault, readFault } from './fileFault.js'
import { FileError } from './rawRow.js'

/** SHA-256 of bytes or of a text's UTF-8, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of a file, read as a stream, in hexadecimal. Throws FileError where it is not there, cannot be read, or is no file. */
export async function sha256File(path: string): Promise<string> {
  const fault = await fileFault(path)
  if (fault !== undefined) throw new FileError(path, `${fault}, expected a file`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch((error: unknown) => {
    throw new FileError(path, readFault(error), error)
  })
  return hash.digest('hex')
}
