// @ts-check
/** @file Writes the tables of every README anew from the results files that they name; with --check only says which READMEs say something else. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readmeTables } from '@codepurify/experiment'

const root = fileURLToPath(new URL('..', import.meta.url))

/** READMEs of the workspace, relative to the root. */
export function readmes() {
  const inside = ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  return ['.', 'datasets', ...inside].map((folder) => join(folder, 'README.md')).filter((file) => existsSync(join(root, file)))
}

/**
 * A README as it is, and as it should be.
 * @param {string} readme
 */
export function compare(readme) {
  const text = readFileSync(join(root, readme), 'utf8')
  try {
    return { text, wanted: readmeTables(text, (file) => readFileSync(join(root, dirname(readme), file), 'utf8')) }
  } catch (error) {
    throw new Error(`${readme}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function main() {
  const [option, ...others] = process.argv.slice(2)
  if ((option !== undefined && option !== '--check') || others.length > 0) {
    process.stderr.write('npm run tables, or npm run tables -- --check\n')
    return 2
  }
  let stale = 0
  for (const readme of readmes()) {
    const { text, wanted } = compare(readme)
    if (text === wanted) continue
    stale += 1
    if (option === undefined) writeFileSync(join(root, readme), wanted)
    process.stdout.write(`${readme}: ${option === undefined ? 'tables written' : 'a table is not what its results say'}\n`)
  }
  return option === '--check' && stale > 0 ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main()
