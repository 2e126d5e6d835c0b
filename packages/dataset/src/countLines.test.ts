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
