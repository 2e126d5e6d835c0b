import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from './atomicFile.js'
import { makeFolder } from './makeFolder.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'make-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder and those above it, also twice and at once', async () => {
  const path = join(folder, 'a', 'b', 'c')
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(folder, 'a', 'd'))])
  await makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
  expect(statSync(join(folder, 'a', 'd')).isDirectory()).toBe(true)
})

test('a file in the way is named', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(makeFolder(file)).rejects.toThrow(`${file}: is a file or lies below one`)
  await expect(makeFolder(join(file, 'below'))).rejects.toThrow('is a file or lies below one')
})

const whenProc = existsSync('/proc/self') ? test : test.skip

// mkdir gives ENOENT there, which Node's recursive mkdir answers by trying again without end
whenProc(
  'a file system that takes no folders is an error and no hang',
  async () => {
    await expect(makeFolder('/proc/none/runs')).rejects.toThrow('/proc/none/runs: the folder /proc/none cannot be made (ENOENT)')
    await expect(writeFileAtomic('/proc/none/runs/result.json', '{}')).rejects.toThrow('cannot be made')
  },
  5_000,
)
