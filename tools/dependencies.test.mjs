import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const inside = (folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
const projects = [...inside('packages'), ...inside('apps'), 'datasets'].filter((folder) => existsSync(join(root, folder, 'package.json')))
const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
const foreign = (dependencies = {}) => Object.entries(dependencies).filter(([name]) => !name.startsWith('@codepurify/'))

test.each(projects)('every runtime dependency of %s is pinned exactly and has its reason in the README', (folder) => {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
  for (const [name, version] of foreign(manifest(folder).dependencies)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    // as code at the start of a line, alone or after others of one reason
    expect(readme).toMatch(new RegExp(`^(?:- )?(?:\`[^\`]+\`, )*\`${name}\`[:,]`, 'mu'))
  }
})

test('the tools of the workspace are pinned exactly', () => {
  for (const [, version] of foreign(manifest('.').devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

// what is imported from a folder's sources, tests included, is declared in its own package.json: hoisting must not hide a missing line
test.each(projects)('%s declares what it imports', (folder) => {
  const { dependencies = {}, devDependencies = {} } = manifest(folder)
  const tools = Object.keys(manifest('.').devDependencies)
  const own = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies), ...tools, manifest(folder).name])
  const files = readdirSync(join(root, folder, 'src'), { recursive: true }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
  )
  for (const file of files) {
    const text = readFileSync(join(root, folder, 'src', file), 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import\() ?'(@[^/'.]+\/[^/']+|[a-z][^/'.:]*)(?:\/[^']*)?'/g)) {
      if (name !== undefined && !name.startsWith('node') && !own.has(name))
        throw new Error(`${folder}/src/${file} imports ${name}, which ${folder}/package.json does not declare`)
    }
  }
})
