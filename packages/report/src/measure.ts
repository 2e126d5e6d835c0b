import type { Measured } from '@codepurify/metrics'
import type { Cell } from './resultTable.js'

/** How a number is written: a share (0 to 1) as per cent and a score as it is, both with one digit after the point; an area under a curve (0 to 1) as it is, with three. */
export type Scale = 'share' | 'score' | 'area'

/** The value alone, `97.3`. */
export function written(value: number, scale: Scale): string {
  const shown = (scale === 'share' ? 100 * value : value).toFixed(scale === 'area' ? 3 : 1)
  return shown === '-0.0' ? '0.0' : shown
}

/** The interval alone, `95.0–98.6`, or `-0.5 to 0.5` where a minus would be read as a dash. */
export function interval({ low, high }: Measured, scale: Scale): string {
  const bounds = [written(low, scale), written(high, scale)]
  return bounds.join(bounds.some((bound) => bound.startsWith('-')) ? ' to ' : '–')
}

/** A number as a table has it: with its interval, or alone where that is not known. */
export function withInterval(measured: Measured | number, scale: Scale): Cell {
  if (typeof measured === 'number') return written(measured, scale)
  return [written(measured.value, scale), interval(measured, scale)]
}

/** The mean of measured numbers. Its interval is the mean of the bounds: as wide as if the same records decided every one, which is wider than 95 % where they do not. */
export function meanOfMeasured(values: readonly Measured[]): Measured {
  const over = (key: keyof Measured): number => mean(values.map((one) => one[key]))
  return { value: over('value'), low: over('low'), high: over('high') }
}

/** The mean of numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
