import { addDims, canonicalDim, dimTerms, divideDims, multiplyDims, subtractDims } from './dimension.js'

test('equal expressions have one canonical form', () => {
  expect(canonicalDim('S*B')).toBe('B*S')
  expect(canonicalDim('1+T-2')).toBe('T-1')
  expect(canonicalDim('B*2*B')).toBe('2*B*B')
  expect(canonicalDim('B-B')).toBe(0)
  expect(canonicalDim('2*3')).toBe(6)
  expect(canonicalDim('1-T')).toBe('1-T')
})

test('sums, differences and products agree with numbers put in for the symbols', () => {
  const values: Record<string, number> = { B: 3, S: 5, T: 7 }
  const evaluate = (dim: number | string): number =>
    dimTerms(dim).reduce(
      (sum, { coefficient, symbols }) => sum + symbols.reduce((product, symbol) => product * (values[symbol] ?? NaN), coefficient),
      0,
    )
  const dims = [0, 1, 4, 'B', 'S*B', 'T-1', '2*B*S-3', 'B*T-B']
  for (const a of dims) {
    for (const b of dims) {
      expect(evaluate(addDims(a, b))).toBe(evaluate(a) + evaluate(b))
      expect(evaluate(subtractDims(a, b))).toBe(evaluate(a) - evaluate(b))
      expect(evaluate(multiplyDims(a, b))).toBe(evaluate(a) * evaluate(b))
      if (b !== 0) expect(divideDims(multiplyDims(a, b), b)).toBe(canonicalDim(a))
    }
  }
})

test('a quotient that is not exact is undefined', () => {
  expect(divideDims('B*S', 'T')).toBeUndefined()
  expect(divideDims('3*B', 2)).toBeUndefined()
  expect(divideDims('B+1', 'B')).toBeUndefined()
  expect(divideDims(4, 0)).toBeUndefined()
})

test.each(['', 'B S', 'B**S', '*B', 'B+', '3B', '2.5'])('text that is not an expression is refused: %p', (text) => {
  expect(() => canonicalDim(text)).toThrow(RangeError)
})
