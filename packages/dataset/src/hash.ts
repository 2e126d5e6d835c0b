import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { codeOf, FileError, reasonOf } from './rawRow.js'

/** SHA-256 of bytes or of a text's UTF-8, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of a file, read as a stream, in hexadecimal. Throws FileError where it is not there, cannot be read, or is no file (a pipe would be waited for without end). */
export async function sha256File(path: string): Promise<string> {
  const unreadable = (error: unknown): never => {
    throw new FileError(path, codeOf(error) === 'ENOENT' ? 'no such file' : `cannot be read (${codeOf(error) ?? reasonOf(error)})`, error)
  }
  const found = await stat(path).catch(unreadable)
  if (!found.isFile()) throw new FileError(path, `is a ${found.isDirectory() ? 'folder' : 'device or a pipe'}, expected a file`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch(unreadable)
  return hash.digest('hex')
}
