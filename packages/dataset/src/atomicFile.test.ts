import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeAtomically, writeFileAtomic } from './atomicFile.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file is written whole, in folders that are made, with its size and hash', async () => {
  const path = join(folder, 'deep', 'er', 'a.txt')
  const written = await writeFileAtomic(path, 'né\n')
  expect(readFileSync(path, 'utf8')).toBe('né\n')
  expect(written).toEqual({ bytes: 4, sha256: createHash('sha256').update('né\n').digest('hex') })
})

test('a link gives way to the file: what it leads to may belong to another run', async () => {
  const [path, other] = [join(folder, 'link'), join(folder, 'other')]
  writeFileSync(other, 'old')
  symlinkSync('other', path)
  await writeFileAtomic(path, 'new')
  expect([readFileSync(path, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['new', 'old'])
})

test('a producer that fails half way leaves what stood there, and nothing else', async () => {
  const path = join(folder, 'a.txt')
  writeFileSync(path, 'old')
  const failing = writeAtomically(path, async (append) => {
    await append(Buffer.from('new'))
    throw new Error('no more')
  })
  await expect(failing).rejects.toThrow('no more')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.txt'])
})

test('a handle that takes only a few bytes at a time gets all of them', async () => {
  const taken: number[] = []
  const open = async () => ({
    write: async (bytes: Uint8Array) => {
      taken.push(...bytes.subarray(0, 3))
      return { bytesWritten: Math.min(3, bytes.byteLength) }
    },
    sync: async () => {},
    close: async () => {},
  })
  await expect(writeFileAtomic(join(folder, 'a'), Uint8Array.of(1, 2, 3, 4, 5, 6, 7), { open })).rejects.toThrow('ENOENT') // nothing to rename
  expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('what a process that was killed left behind goes with the next write; what belongs to a running one stays', async () => {
  const { pid: dead = 0 } = spawnSync(process.execPath, ['--version'])
  for (const name of [`a.txt.${dead}.part`, `a.txt.${process.ppid}.part`, `b.txt.${dead}.part`, 'a.txt.old.part'])
    writeFileSync(join(folder, name), '')
  await writeFileAtomic(join(folder, 'a.txt'), 'new')
  expect(readdirSync(folder).sort()).toEqual(['a.txt', `a.txt.${process.ppid}.part`, 'a.txt.old.part', `b.txt.${dead}.part`].sort())
})

test.each([
  ['ENOSPC', /the disk is full\. Nothing was left half written; free some space and start again/],
  ['EDQUOT', /the disk is full/],
  ['EACCES', /cannot be written \(EACCES\)\. Choose a folder that you may write to/],
])('%s is an error that says what to do, and the old file stays', async (code, message) => {
  const path = join(folder, 'a.txt')
  writeFileSync(path, 'old')
  const open = async () => ({
    write: () => Promise.reject(Object.assign(new Error(code), { code })),
    sync: async () => {},
    close: async () => {},
  })
  await expect(writeFileAtomic(path, 'new', { open })).rejects.toThrow(message)
  expect(readFileSync(path, 'utf8')).toBe('old')
})
