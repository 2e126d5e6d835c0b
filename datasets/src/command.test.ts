import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from './command.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await command(words, { log: (text) => out.push(text), error: (text) => err.push(text) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('help names the commands and the exit codes', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  expect(out).toContain('datasets build')
  expect(out).toContain('datasets import [name]')
  expect(out).toContain('Exit codes: 0 done, 1 the work failed, 2 the call was wrong.')
})

test.each([
  [[], 'Say what to do: build or import.'],
  [['frob'], 'frob'],
  [['build', '--sed', '3'], 'Unknown argument: sed'],
  [['build', '--seed', 'x'], '--seed is NaN, expected a whole number'],
  [['build', '--language', 'cobol'], 'Choices: "java", "c", "javascript"'],
  [['build', '--language', 'java', '--task', 'defect'], '--task defect needs --language c'],
  [['import', 'nope', '--from', 'x'], 'Choices: "bugs2fix_small", "devign"'],
  [['import', 'devign', '--from', 'x', '--from', 'y'], '--from is given more than once, expected it once'],
  [['import', '--from', 'x'], 'Say which data set to import: bugs2fix_small, devign'],
])('%j is a wrong call', async (words, message) => {
  const { code, err } = await run(...words)
  expect(err).toContain(message)
  expect(err).toContain('--help')
  expect(code).toBe(2)
})

test('work that fails says why', async () => {
  const { code, err } = await run('import', 'devign', '--from', join(folder, 'none'), '--folder', folder)
  expect(err).toContain('no such file')
  expect(code).toBe(1)
})
