import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256, sha256File } from './hash.js'
import { FileError } from './rawRow.js'

test('a file has the hash of its bytes; what is no file is an error that says so, and no hang', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hash-'))
  const [file, loop, pipe] = [join(folder, 'file'), join(folder, 'loop'), join(folder, 'pipe')]
  writeFileSync(file, 'abc')
  symlinkSync('loop', loop)
  // FIPS 180-2, appendix B.1
  expect(await sha256File(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256('abc')).toBe(await sha256File(file))
  await expect(sha256File(join(folder, 'none'))).rejects.toThrow(FileError)
  await expect(sha256File(join(folder, 'none'))).rejects.toThrow('no such file')
  await expect(sha256File(folder)).rejects.toThrow('is a folder, expected a file')
  await expect(sha256File(loop)).rejects.toThrow('cannot be read (ELOOP)')
  if (process.getuid?.() !== 0 && process.platform !== 'win32') {
    chmodSync(file, 0)
    await expect(sha256File(file)).rejects.toThrow('cannot be read (EACCES)')
  }
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [pipe])
    await expect(sha256File(pipe)).rejects.toThrow('is a device or a pipe, expected a file')
  }
  rmSync(folder, { recursive: true })
})
