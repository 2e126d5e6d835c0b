import { unknownName } from './knownName.js'
import { UsageError } from './usageError.js'

/** Any text but none. */
export function text(value: string, name: string): string {
  if (value === '') throw new UsageError(`--${name} has an empty name in it, expected names with commas between them`)
  return value
}

/** Several values, separated by commas, each once. */
export function list<T>(read: (value: string, name: string) => T): (value: string, name: string) => readonly T[] {
  return (value, name) => [...new Set(value.split(',').map((one) => read(one.trim(), name)))]
}

/** A share of records, or above 1 a whole number of them. */
export function rate(value: string, name: string): number {
  const expected = 'a number above 0 and at most 1, or a whole number of records'
  return number(name, value, expected, (one) => (one > 0 && one <= 1) || (Number.isSafeInteger(one) && one > 1))
}

/** A number above 0 and below 1. */
export function fraction(value: string, name: string): number {
  return number(name, value, 'a number above 0 and below 1', (one) => one > 0 && one < 1)
}

/** A number above 0. */
export function positive(value: string, name: string): number {
  return number(name, value, 'a number above 0', (one) => one > 0)
}

/** A number above 0, or null where the value is "none". */
export function positiveOrNone(value: string, name: string): number | null {
  return value === 'none' ? null : number(name, value, 'a number above 0, or none', (one) => one > 0)
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
