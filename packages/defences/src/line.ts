import { calibrate } from '@codepurify/entropy'
import type { Inspection, Setting } from './defence.js'

/** The line that at most the stated share of clean records lies above: `calibrate` of @codepurify/entropy, seen from the other side. Throws as that does. */
export function matchedLine(clean: ArrayLike<number>, falsePositiveRate: number): number {
  return -calibrate(
    Array.from(clean, (suspicion) => ({ statistic: -suspicion })),
    { falsePositiveRate },
  ).threshold
}

/** The true share of poisoned records, which published settings take for known. Throws a RangeError where it is missing or no share. */
export function knownPoisonRate(setting: Extract<Setting, { mode: 'published' }>, who: string): number {
  const { poisonRate } = setting
  if (poisonRate === undefined || !(poisonRate >= 0 && poisonRate < 1))
    throw new RangeError(
      `the published setting of "${who}" needs the true poison rate, got ${poisonRate}, expected a number from 0 to below 1. Without it, use the matched setting.`,
    )
  return poisonRate
}

/** An inspection that drops what lies above a line. */
export function droppedAbove(suspicion: Float64Array, threshold: number, remarks: readonly string[]): Inspection {
  return { suspicion, threshold, drop: [...suspicion.keys()].filter((index) => (suspicion[index] ?? 0) > threshold), remarks }
}

/** The indices of the `count` greatest, ascending; of equal ones the first. */
export function greatest(suspicion: Float64Array, count: number): number[] {
  const order = [...suspicion.keys()].sort((a, b) => (suspicion[b] ?? 0) - (suspicion[a] ?? 0) || a - b)
  return order.slice(0, count).sort((a, b) => a - b)
}
