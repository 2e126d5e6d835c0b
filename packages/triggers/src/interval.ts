/**
 * Every value that an expression can take lies in [low, high]. `integer`: the expression has an integer type, so that it is computed in 32 bits.
 * Bounds of functions are widened outward by more than the rounding error of any mathematics library.
 */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly integer: boolean
}

/** What is known about a comparison: it always holds, never holds, or it may do both. */
export type Truth = 'always' | 'never' | 'unknown'

/** Nothing is known. */
export const anything: Interval = { low: -Infinity, high: Infinity, integer: false }

/** The interval of one number. */
export function point(value: number, integer = false): Interval {
  return { low: value, high: value, integer }
}

const smallest = -(2 ** 31)
const largest = 2 ** 31 - 1

/** The interval of a sum, difference, product or quotient; `anything` when 32-bit integers could overflow or a divisor could be zero. */
export function arithmetic(operator: '+' | '-' | '*' | '/', a: Interval, b: Interval): Interval {
  const integer = a.integer && b.integer
  if (operator === '/' && b.low <= 0 && b.high >= 0) return anything
  const apply = (x: number, y: number) => {
    if (operator === '/') return integer ? Math.trunc(x / y) : x / y
    return operator === '+' ? x + y : operator === '-' ? x - y : x * y
  }
  const ends = [apply(a.low, b.low), apply(a.low, b.high), apply(a.high, b.low), apply(a.high, b.high)]
  const low = Math.min(...ends)
  const high = Math.max(...ends)
  if (Number.isNaN(low) || Number.isNaN(high)) return anything
  if (!integer) return { ...widen(low, high), integer }
  return low < smallest || high > largest ? anything : { low, high, integer }
}

/** The interval of −x. */
export function negate({ low, high, integer }: Interval): Interval {
  return integer && low <= smallest ? anything : { low: -high, high: -low, integer }
}

/** The interval of sin or cos: neither changes faster than its argument. */
export function wave(f: (x: number) => number, { low, high }: Interval): Interval {
  const middle = (low + high) / 2
  const reach = (high - low) / 2
  if (!Number.isFinite(reach) || reach > 2) return { low: -1, high: 1, integer: false }
  const around = widen(f(middle) - reach, f(middle) + reach)
  return { low: Math.max(around.low, -1), high: Math.min(around.high, 1), integer: false }
}

/** The interval of a function that only rises, and is nowhere below `floor`. */
export function rising(f: (x: number) => number, { low, high }: Interval, floor: number): Interval {
  const ends = widen(f(low), f(high))
  if (Number.isNaN(ends.low) || Number.isNaN(ends.high)) return anything
  return { low: Math.max(ends.low, floor), high: ends.high, integer: false }
}

/** Compares every value of one interval with every value of the other. */
export function compare(operator: '<' | '<=' | '>' | '>=' | '==' | '!=', a: Interval, b: Interval): Truth {
  switch (operator) {
    case '<':
      return a.high < b.low ? 'always' : a.low >= b.high ? 'never' : 'unknown'
    case '<=':
      return a.high <= b.low ? 'always' : a.low > b.high ? 'never' : 'unknown'
    case '>':
      return compare('<', b, a)
    case '>=':
      return compare('<=', b, a)
    case '==':
      return a.high < b.low || b.high < a.low ? 'never' : isPoint(a) && isPoint(b) ? 'always' : 'unknown'
    case '!=':
      return negation(compare('==', a, b))
  }
}

/** The truth of `!x`. */
export function negation(truth: Truth): Truth {
  return truth === 'always' ? 'never' : truth === 'never' ? 'always' : 'unknown'
}

function isPoint({ low, high }: Interval): boolean {
  return low === high
}

function widen(low: number, high: number): { low: number; high: number } {
  const slack = (x: number) => Math.abs(x) * 2 ** -40 + 2 ** -60
  return { low: low - slack(low), high: high + slack(high) }
}
