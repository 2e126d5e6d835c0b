import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { codeOf, reasonOf } from './rawRow.js'

/** Why a path is no file that can be read, in a few words; undefined where it is one. A pipe is none: it would be waited for without end. */
export async function fileFault(path: string): Promise<string | undefined> {
  return stat(path).then(notFile, readFault)
}

/** What stands there in place of a file. */
export function notFile(found: Stats): string | undefined {
  return found.isFile() ? undefined : `is a ${found.isDirectory() ? 'folder' : 'device or a pipe'}`
}

/** Why nothing was read, by the system's error. */
export function readFault(error: unknown): string {
  return codeOf(error) === 'ENOENT' ? 'no such file' : `cannot be read (${codeOf(error) ?? reasonOf(error)})`
}
