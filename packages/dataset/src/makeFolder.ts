import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf } from './rawRow.js'

/**
 * Makes a folder and those above it that are missing. Throws where one cannot be made, with the first that could not.
 * Node's own recursive `mkdir` takes ENOENT for "the folder above is missing" and tries for ever where a file system (as /proc) gives it for a folder that it will not have.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = []
  let at = resolve(path)
  while (!(await isThere(at))) {
    missing.push(at)
    at = dirname(at)
  }
  for (const folder of missing.reverse()) {
    await mkdir(folder).catch((error: unknown) => {
      // another process may have been faster
      if (codeOf(error) === 'EEXIST') return
      throw new Error(`${path}: the folder ${folder} cannot be made (${codeOf(error) ?? 'no reason given'}). Choose a folder that you may write to.`, { cause: error }) // prettier-ignore
    })
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    // below a file there is nothing; what may not be looked at may be there
    if (codeOf(error) !== 'ENOTDIR') return true
  }
  throw new Error(`${path}: is a file or lies below one, expected a folder. Choose another.`)
}
