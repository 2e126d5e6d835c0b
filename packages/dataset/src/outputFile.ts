import { access, constants, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { makeFolder } from './makeFolder.js'
import { codeOf } from './rawRow.js'

/** Where writing to `path` ends: at the file that a link leads to, whether it is there or not. Throws where something stands there that is no regular file. */
export async function outputFile(path: string): Promise<string> {
  const file = await followed(path)
  const found = await stat(file).catch(() => undefined)
  if (found === undefined || found.isFile()) return file
  throw new Error(`${path}: is a ${found.isDirectory() ? 'folder' : 'device or a pipe'}, expected the name of a file. Choose another.`)
}

/**
 * Finds before the work what would go wrong after it. Throws where one of `outputs` (by what a person calls it) cannot be written, is the same file as another of them, or is one of `inputs` or lies in one that is a folder.
 * Makes the folders that are missing.
 */
export async function requireOutputs(outputs: Readonly<Record<string, string>>, inputs: readonly string[] = []): Promise<void> {
  const read = await Promise.all(inputs.map(followed))
  const taken = new Map<string, string>()
  for (const [name, path] of Object.entries(outputs)) {
    const file = await outputFile(path)
    const input = read.findIndex((one) => file === one || file.startsWith(one + sep))
    if (input >= 0) throw new Error(`${name} is ${path}, which would write over ${inputs[input]}, which is read. Choose another file.`)
    const other = taken.get(file)
    if (other !== undefined) throw new Error(`${name} and ${other} are both ${path}. Choose another file for one of them.`)
    taken.set(file, name)
    await makeFolder(dirname(file))
    await access(dirname(file), constants.W_OK).catch((error: unknown) => {
      throw cannotBeWritten(path, error)
    })
  }
}

/** The error of a place where one may not write. */
export const cannotBeWritten = (path: string, error: unknown): Error =>
  new Error(`${path}: cannot be written (${codeOf(error) ?? 'no reason given'}). Choose a folder that you may write to.`, { cause: error })

/** The path without links, also of a file that is not there yet. */
async function followed(path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    if (codeOf(error) === 'ENOTDIR') throw new Error(`${path}: lies below a file, expected a folder. Choose another.`, { cause: error })
    throw cannotBeWritten(path, error)
  })
  if (real !== undefined) return real
  const target = await readlink(path).catch(() => undefined)
  if (target !== undefined) return followed(resolve(dirname(path), target))
  return join(await followed(dirname(resolve(path))), basename(path))
}
