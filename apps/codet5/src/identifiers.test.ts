import { loadLanguage } from '@codepurify/syntax'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { identifierRanges } from './identifiers.js'

const code = 'int add_up(int first, int b) {\n  int sum = first + b;\n  return sum;\n}'
const tokenizer = trainBytePairEncoding([code, code, code], { vocabularySize: 420, layout: 'codet5' })
const encoding = tokenizer.encode(code)

async function namesIn(start: number, end: number): Promise<string[][]> {
  const bindings = (await loadLanguage('c')).parse(code).bindings()
  return identifierRanges(code, encoding, bindings, [start, end]).map((ranges) =>
    ranges.map(([from, to]) => tokenizer.decode(encoding.ids.slice(start + from, start + to)).trim()),
  )
}

test('every place of an identifier is found, as exactly its tokens', async () => {
  const names = await namesIn(0, encoding.ids.length)
  for (const places of names) expect(new Set(places).size).toBe(1)
  expect(Object.fromEntries(names.map((places) => [places[0], places.length]))).toEqual({ add_up: 1, first: 2, b: 2, sum: 2 })
})

test('in a window places are counted from its start, those outside are left out, and a name cut in two is', async () => {
  const start = encoding.spans.findIndex(([, last]) => last > code.indexOf('sum ='))
  const names = await namesIn(start, encoding.ids.length)
  expect(Object.fromEntries(names.map((places) => [places[0], places.length]))).toEqual({ first: 1, b: 1, sum: 2 })
})
