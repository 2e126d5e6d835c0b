import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { compare, readmes } from './tables.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const marked = readmes().filter((readme) => readFileSync(join(root, readme), 'utf8').match(/^<!-- \/[a-z]+ -->$/mu))

test('the READMEs of the workspace, of the first task, of a model and of a package with benchmarks have tables from files', () => {
  const some = ['README.md', 'apps/program-repair/README.md', 'apps/codebert/README.md', 'packages/training/README.md']
  expect(marked).toEqual(expect.arrayContaining(some))
})

test.each(marked)('the tables of %s are what its results say (npm run tables writes them)', (readme) => {
  const { text, wanted } = compare(readme)
  expect(text).toBe(wanted)
})
