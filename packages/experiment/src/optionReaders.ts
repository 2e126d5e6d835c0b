import { unknownName } from './knownName.js'
import { UsageError } from './usageError.js'

/** Any text. */
export function text(value: string): string {
  return value
}

/** A number above 0 and at most 1. */
export function share(value: string, name: string): number {
  return number(name, value, 'a number above 0 and at most 1', (one) => one > 0 && one <= 1)
}

/** A number above 0 and below 1. */
export function fraction(value: string, name: string): number {
  return number(name, value, 'a number above 0 and below 1', (one) => one > 0 && one < 1)
}

/** A whole number that is not below `least`. */
export function whole(least: number): (value: string, name: string) => number {
  return (value, name) => number(name, value, `a whole number from ${least} up`, (one) => Number.isSafeInteger(one) && one >= least)
}

/** One of the names. */
export function choice<T extends string>(...known: readonly T[]): (value: string, name: string) => T {
  return (value, name) => {
    const found = known.find((one) => one === value)
    if (found === undefined) throw new UsageError(unknownName(name, value, known))
    return found
  }
}

function number(name: string, value: string, expected: string, allowed: (value: number) => boolean): number {
  const read = value.trim() === '' ? NaN : Number(value)
  if (Number.isFinite(read) && allowed(read)) return read
  throw new UsageError(`--${name} is "${value}", expected ${expected}`)
}
