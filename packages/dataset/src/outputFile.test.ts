import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { writeFileAtomic } from './atomicFile.js'
import { outputFiles } from './outputFile.js'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'output-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = async (path: string): Promise<string> => (await outputFiles({ '--out': path }))['--out']

test('a link is followed as the operating system follows it, whether its end is there or not', async () => {
  for (const name of ['a', join('b', 'c'), 'later']) mkdirSync(join(folder, name), { recursive: true })
  symlinkSync('target', join(folder, 'link'))
  symlinkSync(join('later', 'new', 'file'), join(folder, 'dangling'))
  symlinkSync(join('..', 'b', 'c'), join(folder, 'a', 'link'))
  symlinkSync(join('..', 'file'), join(folder, 'b', 'c', 'd'))
  expect(await fileOf(join(folder, 'link'))).toBe(join(folder, 'target'))
  expect(await fileOf(join(folder, 'dangling'))).toBe(join(folder, 'later', 'new', 'file'))
  expect(await fileOf(join(folder, 'a', 'link', 'd'))).toBe(join(folder, 'b', 'file'))
  const above = [folder, 'a', 'link', '..', 'new'].join(sep)
  for (const once of [false, true]) {
    expect([once, await fileOf(above)]).toEqual([once, join(folder, 'b', 'new')])
    writeFileSync(above, '')
  }
  expect(readdirSync(join(folder, 'later', 'new'))).toEqual([])
})

test('what is no file is refused, and stays', async () => {
  const loop = join(folder, 'loop')
  symlinkSync('loop', loop)
  await expect(fileOf(folder)).rejects.toThrow(`${folder}: is a folder, expected the name of a file`)
  await expect(fileOf('/dev/null')).rejects.toThrow('/dev/null: is a device or a pipe, expected the name of a file')
  await expect(fileOf(loop)).rejects.toThrow(`${loop}: cannot be written (ELOOP). Choose another.`)
  await expect(fileOf(join(folder, 'x'.repeat(252)))).rejects.toThrow('cannot be written (ENAMETOOLONG)')
  for (const path of [folder, '/dev/null']) await expect(writeFileAtomic(path, 'x')).rejects.toThrow('expected the name of a file')
})

const whenProc = existsSync('/proc/self/fd') ? test : test.skip

// realpath does not find what such a link leads to, although it is there
whenProc('the standard output of a process that is read by another is refused before the work', async () => {
  const child = spawn('sleep', ['60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const path = `/proc/${child.pid}/fd/1`
    await expect(fileOf(path)).rejects.toThrow(`${path}: is a device or a pipe, expected the name of a file`)
  } finally {
    child.kill()
  }
})

test('what would write over an input, or over another output, is refused by name', async () => {
  const [data, model, link] = [join(folder, 'data.jsonl'), join(folder, 'model'), join(folder, 'link')]
  writeFileSync(data, 'data')
  mkdirSync(model)
  symlinkSync('data.jsonl', link)
  const refused = (outputs: Readonly<Record<string, string>>) => expect(outputFiles(outputs, [data, model])).rejects
  await refused({ '--out': data }).toThrow(`--out is ${data}, which would write over ${data}, which is read. Choose another file.`)
  await refused({ '--out': link }).toThrow(`--out is ${link}, which would write over ${data}, which is read`)
  await refused({ '--out': join(model, 'config.json') }).toThrow(`which would write over ${model}, which is read`)
  await refused({ '--out': join(folder, 'a'), '--predictions': join(folder, 'b', '..', 'a') }).toThrow('--predictions and --out are both')
  await refused({ '--out': join(data, 'below') }).toThrow('lies below a file, expected a folder')
  const wanted = { '--out': join(folder, 'new', 'a'), '--predictions': join(`${model}-answers`), '--other': undefined }
  expect(await outputFiles(wanted, [data, model])).toEqual({ '--out': wanted['--out'], '--predictions': wanted['--predictions'] })
  expect([existsSync(join(folder, 'new')), readFileSync(data, 'utf8')]).toEqual([true, 'data'])
})
