/** @file Arithmetic on dimensions: a dimension is a polynomial with integer coefficients over the symbols B, S, T, …, kept as a canonical string. */
import type { Dim } from './value.js'

type Polynomial = Map<string, number> // monomial ('' is the constant, 'B*S' a product of sorted symbols) -> coefficient

const EXPRESSION = /^-?\w+([*+-]\w+)*$/
const SYMBOL = /^[A-Za-z_]\w*$/

function monomialOf(term: string): [monomial: string, coefficient: number] {
  let coefficient = 1
  const symbols: string[] = []
  for (const factor of term.split('*')) {
    if (SYMBOL.test(factor)) symbols.push(factor)
    else if (/^\d+$/.test(factor)) coefficient *= Number(factor)
    else throw new RangeError(`dimension holds "${factor}", expected a whole number or a name`)
  }
  return [symbols.sort().join('*'), coefficient]
}

function parse(dim: Dim): Polynomial {
  if (typeof dim === 'number') {
    if (!Number.isInteger(dim)) throw new RangeError(`dimension is ${dim}, expected an integer or an expression over symbols`)
    return new Map(dim === 0 ? [] : [['', dim]])
  }
  const result: Polynomial = new Map()
  if (!EXPRESSION.test(dim))
    throw new RangeError(`dimension is "${dim}", expected a number or an expression like 'B', 'B*S', 'T-1' or '2*B+1'`)
  for (const [, sign, term = ''] of dim.matchAll(/([+-]?)([^+-]+)/g)) {
    const [monomial, coefficient] = monomialOf(term)
    accumulate(result, monomial, sign === '-' ? -coefficient : coefficient)
  }
  return result
}

function accumulate(polynomial: Polynomial, monomial: string, coefficient: number): void {
  const total = (polynomial.get(monomial) ?? 0) + coefficient
  if (total === 0) polynomial.delete(monomial)
  else polynomial.set(monomial, total)
}

const degree = (monomial: string): number => (monomial === '' ? 0 : monomial.split('*').length)

function terms(polynomial: Polynomial): [monomial: string, coefficient: number][] {
  return [...polynomial].sort(([a], [b]) => degree(b) - degree(a) || (a < b ? -1 : 1))
}

function format(polynomial: Polynomial): Dim {
  const [first] = polynomial
  if (first === undefined) return 0
  if (polynomial.size === 1 && first[0] === '') return first[1]
  // a leading minus is avoided where there is a positive term: T-1, not -1+T
  const sorted = terms(polynomial)
  sorted.sort(([, a], [, b]) => Math.sign(b) - Math.sign(a))
  return sorted
    .map(([monomial, coefficient], index) => {
      const sign = coefficient < 0 ? '-' : index === 0 ? '' : '+'
      const size = Math.abs(coefficient)
      return sign + (monomial === '' ? `${size}` : size === 1 ? monomial : `${size}*${monomial}`)
    })
    .join('')
}

function product(a: Polynomial, b: Polynomial): Polynomial {
  const result: Polynomial = new Map()
  for (const [left, m] of a) {
    for (const [right, n] of b) {
      const symbols = [left, right].filter((part) => part !== '').join('*')
      accumulate(result, symbols.split('*').sort().join('*'), m * n)
    }
  }
  return result
}

function quotient(dividend: string, divisor: string): string | undefined {
  const left = dividend === '' ? [] : dividend.split('*')
  for (const symbol of divisor === '' ? [] : divisor.split('*')) {
    const index = left.indexOf(symbol)
    if (index < 0) return undefined
    left.splice(index, 1)
  }
  return left.join('*')
}

/** The canonical form of a dimension: equal dimensions have equal canonical forms. Throws a RangeError on text that is not an expression. */
export function canonicalDim(dim: Dim): Dim {
  return format(parse(dim))
}

/** Sum of two dimensions. */
export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  const result = parse(a)
  for (const [monomial, coefficient] of parse(b)) accumulate(result, monomial, coefficient)
  return format(result)
}

/** Product of dimensions; 1 for none. */
export function multiplyDims(...dims: readonly Dim[]): Dim {
  return format(dims.map(parse).reduce(product, parse(1)))
}

/** Difference of two dimensions. */
export function subtractDims(a: Dim, b: Dim): Dim {
  return addDims(a, multiplyDims(b, -1))
}

/** Exact quotient of two dimensions, or undefined where the second does not divide the first (polynomial long division). */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  const divisor = parse(b)
  const [leading] = terms(divisor)
  if (leading === undefined) return undefined
  let rest = parse(a)
  let result: Dim = 0
  for (let [head] = terms(rest); head !== undefined; [head] = terms(rest)) {
    const monomial = quotient(head[0], leading[0])
    const coefficient = head[1] / leading[1]
    if (monomial === undefined || !Number.isInteger(coefficient)) return undefined
    const step = format(new Map([[monomial, coefficient]]))
    result = addDims(result, step)
    rest = parse(subtractDims(format(rest), multiplyDims(step, b)))
  }
  return result
}

/** The terms of a dimension as (coefficient, symbols): `2*B*S-1` is `[[2, ['B', 'S']], [-1, []]]`. */
export function dimTerms(dim: Dim): { readonly coefficient: number; readonly symbols: readonly string[] }[] {
  return terms(parse(dim)).map(([monomial, coefficient]) => ({ coefficient, symbols: monomial === '' ? [] : monomial.split('*') }))
}
