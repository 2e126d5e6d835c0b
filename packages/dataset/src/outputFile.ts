import { type lstat, open, readlink, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { notFile } from './fileFault.js'
import { makeFolder } from './makeFolder.js'
import { codeOf } from './rawRow.js'

/**
 * Where each of the files ends that a person wants written, by what they are called: a link is followed. Finds before the work what would go wrong after it: makes the folders that are missing, and throws where a file
 * cannot be written, is the same as another of them, or is one of `inputs` or lies in one that is a folder.
 */
export async function outputFiles<Outputs extends Readonly<Record<string, string | undefined>>>(
  outputs: Outputs,
  inputs: readonly string[] = [],
): Promise<Outputs> {
  const read = await Promise.all(inputs.map(followed))
  const names = new Map<string, string>()
  const files: Record<string, string> = {}
  for (const [name, path] of Object.entries(outputs)) {
    if (path === undefined) continue
    await requireFilePlace(path, stat)
    const file = await followed(path)
    const input = read.findIndex((one) => file === one || file.startsWith(one + sep))
    if (input >= 0) throw new Error(`${name} is ${path}, which would write over ${inputs[input]}, which is read. Choose another file.`)
    const other = names.get(file)
    if (other !== undefined) throw new Error(`${name} and ${other} are both ${path}. Choose another file for one of them.`)
    names.set(file, name)
    await tryToWrite(path, file)
    files[name] = file
  }
  return files as Outputs
}

/** Throws where something stands at `path` that is neither a file nor, looked at with `lstat`, a link. */
export async function requireFilePlace(path: string, look: typeof lstat): Promise<void> {
  const found = await look(path).catch(() => undefined)
  if (found === undefined || found.isSymbolicLink()) return
  const fault = notFile(found)
  if (fault !== undefined) throw new Error(`${path}: ${fault}, expected the name of a file. Choose another.`)
}

/** The name that a file has until it is whole. */
export const partOf = (file: string): string => `${file}.${process.pid}.part`

/** Whether the system's error says that one may not write there. */
export const isForbidden = (error: unknown): boolean => ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')

/** The error of a place where nothing can be written. */
export function cannotBeWritten(path: string, error: unknown): Error {
  const code = codeOf(error) ?? 'no reason given'
  return new Error(`${path}: cannot be written (${code}). Choose ${isForbidden(error) ? 'a folder that you may write to' : 'another'}.`, { cause: error }) // prettier-ignore
}

async function tryToWrite(path: string, file: string): Promise<void> {
  await makeFolder(dirname(file))
  try {
    await (await open(partOf(file), 'w')).close()
    await rm(partOf(file))
  } catch (error) {
    throw cannotBeWritten(path, error)
  }
}

/** The path without links, as the operating system follows them, also of a file that is not there yet. */
async function followed(path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    if (codeOf(error) === 'ENOTDIR') throw new Error(`${path}: lies below a file, expected a folder. Choose another.`, { cause: error })
    throw cannotBeWritten(path, error)
  })
  const parent = dirname(path)
  if (real !== undefined || parent === path) return real ?? path
  // ".." is what lies above a folder after its links are followed
  const above = await followed(parent)
  const here = join(above, basename(path))
  const target = await readlink(here).catch(() => undefined)
  if (target === undefined) return here
  return followed(isAbsolute(target) ? target : above + sep + target)
}
