import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createNodes } from './stages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifests = [...readdirSync(join(root, 'apps')).map((app) => `apps/${app}/task.json`), 'datasets/task.json'].filter((file) =>
  existsSync(join(root, file)),
)
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const nodes = () => createNodes[1](manifests, undefined, { workspaceRoot: root, nxJsonConfiguration: {} })

test('one target a stage, one configuration a model, the first model by default', () => {
  const [file, { projects }] = nodes().find(([name]) => name === 'apps/program-repair/task.json')
  const { targets } = projects['apps/program-repair']
  expect(Object.keys(targets)).toEqual(read(file).stages)
  expect(targets.attack).toMatchObject({
    options: { cwd: '{workspaceRoot}', command: 'node apps/program-repair/dist/main.js attack' },
    defaultConfiguration: 'codebert',
    configurations: { codebert: { model: 'codebert' } },
    dependsOn: ['compile'],
    parallelism: false,
  })
  // the whole grid is of all models
  expect(targets.bench.configurations).toEqual(targets.attack.configurations)
  expect(targets.bench).not.toHaveProperty('defaultConfiguration')
  // a page shows what is there, of whatever model
  expect(targets.report).not.toHaveProperty('configurations')
})

test('a manifest without models makes targets without configurations', () => {
  const [, { projects }] = nodes().find(([name]) => name === 'datasets/task.json')
  expect(projects.datasets.targets.build).not.toHaveProperty('configurations')
  expect(projects.datasets.targets.build.options.command).toBe('node datasets/dist/main.js build')
})

// Nx takes any name in silence (nx.md §4); that the code has what a manifest says is a test of each app
test.each(manifests)('%s names only stages and models of the form that a program can have', (file) => {
  const { stages, models } = read(file)
  expect(stages.length).toBeGreaterThan(0)
  for (const name of [...stages, ...models]) expect(name).toMatch(/^[a-z][a-z0-9-]*$/)
  expect(new Set([...stages, ...models]).size).toBe(stages.length + models.length)
})
