import { byteLines, type ByteLine } from './lines.js'

async function linesOf(chunks: readonly string[], limit = 100): Promise<(string | number)[]> {
  const found: ByteLine[] = []
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk)
  })()
  for await (const line of byteLines(stream, limit)) found.push(line)
  expect(found.map(({ line }) => line)).toEqual(found.map((_, i) => i + 1))
  return found.map(({ bytes, length }) => (bytes === undefined ? length : Buffer.from(bytes).toString()))
}

test('lines are put together across chunks, whatever the line ends', async () => {
  expect(await linesOf(['one\ntw', 'o\r', '\n\nfo', 'u', 'r'])).toEqual(['one', 'two', '', 'four'])
  expect(await linesOf(['one\n'])).toEqual(['one'])
  expect(await linesOf([])).toEqual([])
})

test('a line over the limit is passed over by its length, and the next is read', async () => {
  expect(await linesOf(['aaaa', 'aaaa', 'aa\nbb\n', 'cccccc\n'], 5)).toEqual([10, 'bb', 6])
})
