// @ts-check
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Turns each app's task.json ({ "stages": [...], "models": [...] }) into one target a stage, with one configuration a model.
 * The targets are not cached: the program itself skips a stage whose inputs have not changed, and resumes one that was killed.
 * @type {import('@nx/devkit').CreateNodes}
 */
export const createNodes = [
  '{apps/*,datasets}/task.json',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const { stages, models } = JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'))
      const root = dirname(file)
      const targets = Object.fromEntries(stages.map((/** @type {string} */ stage) => [stage, target(basename(root), stage, models)]))
      return [file, { projects: { [root]: { targets } } }]
    }),
]

/**
 * One stage of one app as an Nx target. `bench` is about all models unless one is named, `report` about what is there.
 * @param {string} app the app's folder name
 * @param {string} stage the subcommand of its program
 * @param {readonly string[]} models the first is the default configuration; none: the target has no configurations
 */
function target(app, stage, models) {
  const configurations = Object.fromEntries((stage === 'report' ? [] : models).map((model) => [model, { model }]))
  const [first] = Object.keys(configurations)
  return {
    executor: 'nx:run-commands',
    options: { cwd: '{workspaceRoot}', command: `node ${app === 'datasets' ? app : `apps/${app}`}/dist/main.js ${stage}` },
    ...(first === undefined ? {} : { configurations }),
    ...(first === undefined || stage === 'bench' ? {} : { defaultConfiguration: first }),
    cache: false,
    parallelism: false,
    dependsOn: ['compile'],
  }
}
