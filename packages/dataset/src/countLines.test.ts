import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { countLines } from './countLines.js'

test.each([
  ['', 0],
  ['one', 1],
  ['one\n', 1],
  ['one\n\nthree', 3],
])('%j has %i lines, gzipped or not', async (text, lines) => {
  const folder = await mkdtemp(join(tmpdir(), 'lines-'))
  await writeFile(join(folder, 'a.txt'), text)
  await writeFile(join(folder, 'a.gz'), gzipSync(text))
  expect(await countLines(join(folder, 'a.txt'))).toBe(lines)
  expect(await countLines(join(folder, 'a.gz'))).toBe(lines)
  await rm(folder, { recursive: true })
})

test('a file that is cut off or no file is an error that names it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lines-'))
  const cut = join(folder, 'cut.gz')
  await writeFile(cut, gzipSync('one\ntwo\n').subarray(0, 12))
  await expect(countLines(cut)).rejects.toThrow(`${cut}: cannot be read to its end (unexpected end of file). Is it cut off?`)
  await expect(countLines(folder)).rejects.toThrow(`${folder}: cannot be read to its end`)
  await rm(folder, { recursive: true })
})
