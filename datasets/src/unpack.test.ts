import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from 'tar'
import { unpack } from './unpack.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unpack-'))
  mkdirSync(join(folder, 'package', 'src'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the sources of one language come in the order of their paths; nothing is written or run', async () => {
  writeFileSync(join(folder, 'package', 'src', 'B.java'), 'class B {}')
  writeFileSync(join(folder, 'package', 'src', 'A.java'), 'class Ä {}')
  writeFileSync(join(folder, 'package', 'src', 'a.js'), 'process.exit(9)')
  writeFileSync(join(folder, 'package', 'package.json'), '{"scripts":{"install":"exit 9"}}')
  await create({ cwd: folder, file: join(folder, 'a.tgz'), gzip: true }, ['package'])
  rmSync(join(folder, 'package'), { recursive: true })
  expect(await unpack(join(folder, 'a.tgz'), 'java')).toEqual([
    { path: 'src/A.java', text: 'class Ä {}' },
    { path: 'src/B.java', text: 'class B {}' },
  ])
  expect(readdirSync(folder)).toEqual(['a.tgz'])
})

test('links, paths that leave the package and files that are not UTF-8 are passed over and said', async () => {
  writeFileSync(join(folder, 'package', 'src', 'latin.c'), Buffer.from([0x2f, 0x2f, 0xe4, 0x0a]))
  writeFileSync(join(folder, 'outside.c'), 'int secret;')
  symlinkSync('../../outside.c', join(folder, 'package', 'src', 'link.c'))
  writeFileSync(join(folder, 'package', 'src', 'good.c'), 'int good;')
  await create({ cwd: join(folder, 'package'), file: join(folder, 'a.tgz'), gzip: true, preservePaths: true }, [
    'src',
    '../outside.c',
    'src/../../outside.c',
  ])
  const skipped: [string, string][] = []
  const files = await unpack(join(folder, 'a.tgz'), 'c', { onSkip: (path, reason) => skipped.push([path, reason]) })
  expect(files.filter(({ path }) => path.includes('..') || path.includes('link'))).toEqual([])
  expect(files).toContainEqual({ path: 'good.c', text: 'int good;' })
  expect(skipped).toContainEqual(['latin.c', 'not UTF-8'])
  expect(skipped).toContainEqual(['link.c', 'a SymbolicLink, expected a file'])
  expect(skipped.some(([, reason]) => reason === 'a path that leaves the package')).toBe(true)
})
