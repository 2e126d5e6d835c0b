import { codeBleu, codeBleuCorpus, type ShapedCode } from './codeBleu.js'

const keywords = new Set(['int', 'return'])
const shaped = (code: string, subtrees: string[] = [], flow: string[] = []): ShapedCode => ({ code, subtrees, flow })

test('the same code is 1', () => {
  const code = shaped('int a = b ;', ['1', '2'], ['0 comesFrom 1'])
  const { codeBleu: whole, ngrams, weightedNgrams, syntax, dataFlow } = codeBleuCorpus([code], [code], keywords)
  expect([whole, ngrams, weightedNgrams, syntax, dataFlow].map((part) => Number(part.toFixed(12)))).toEqual([1, 1, 1, 1, 1])
})

test('a subtree counts as often as the reference has it, an edge as often as both have it', () => {
  const reference = shaped('a', ['1', '1', '2'], ['x', 'x', 'y'])
  const prediction = shaped('a', ['1', '3'], ['x', 'y', 'y'])
  const { syntax, dataFlow } = codeBleuCorpus([prediction], [reference], keywords)
  expect([syntax, dataFlow]).toEqual([2 / 3, 2 / 3])
})

test('a keyword weighs five times as much as another word', () => {
  // of the reference 1 + 0.2 is recalled out of 1.4; no pair, and no longer stretch, which counts 0.1 of 2, of 1 and of 1
  const { weightedNgrams } = codeBleuCorpus([shaped('a x int')], [shaped('int a b')], keywords)
  expect(weightedNgrams).toBeCloseTo(((1.2 / 1.4) * (0.1 / 2) * 0.1 * 0.1) ** 0.25, 12)
})

test('nothing at all is 0 and never NaN', () => {
  for (const pair of [
    [shaped(''), shaped('')],
    [shaped(''), shaped('a b')],
    [shaped('a b'), shaped('')],
  ] as const) {
    const parts = codeBleuCorpus([pair[0]], [pair[1]], keywords)
    expect(Object.values(parts)).toEqual([0, 0, 0, 0, 0])
  }
})

test('the interval holds the value; other lengths and no records are errors', () => {
  const records = ['int a ;', 'int b = a ;', 'return a ;', 'a = b ;'].map((code) => shaped(code, [code]))
  const predictions = records.map((record, i) => (i === 0 ? shaped('int x ;', ['x']) : record))
  const { value, low, high } = codeBleu(predictions, records, keywords, { seed: 1 })
  expect(value).toBe(codeBleuCorpus(predictions, records, keywords).codeBleu)
  expect([low < value, high > value]).toEqual([true, true])
  expect(() => codeBleuCorpus(predictions, [], keywords)).toThrow('4 predictions and 0 references')
  expect(() => codeBleuCorpus([], [], keywords)).toThrow('CodeBLEU of no records')
})
