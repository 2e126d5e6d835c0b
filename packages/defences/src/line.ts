import { calibrate, calibrateByLabel, type LabelLine, type Labelled, type LabelThresholds } from '@codepurify/entropy'
import type { Inspection, Line, Reading, Setting } from './defence.js'

/** The line that at most the stated share of clean records lies above: `calibrate` of @codepurify/entropy, seen from the other side. Throws as that does. */
export function matchedLine(clean: ArrayLike<number>, falsePositiveRate: number): number {
  return -calibrate(
    Array.from(clean, (suspicion) => ({ statistic: -suspicion })),
    { falsePositiveRate },
  ).threshold
}

/** The line of readings: {@link matchedLine} of their suspicions. */
export const matchedReadings = (clean: readonly Reading[], falsePositiveRate: number): number =>
  matchedLine(
    clean.map(({ suspicion }) => suspicion),
    falsePositiveRate,
  )

/** A line for each label, from the readings with that label: `calibrateByLabel` of @codepurify/entropy, seen from the other side. Throws as that does. */
export function matchedByLabel(clean: readonly Reading[], falsePositiveRate: number): LabelThresholds {
  const answered = clean.map(({ suspicion, dependence, label = NaN }): Labelled => ({
    statistic: -suspicion,
    dependence: dependence === undefined ? undefined : -dependence,
    answer: { label, probability: NaN },
  }))
  return negated(calibrateByLabel(answered, { falsePositiveRate }))
}

/** Lines for suspicions as thresholds for statistics, and back: what is high there is low here. */
export const negated = ({ dependence, again, ...line }: LabelThresholds): LabelThresholds => ({
  ...negatedLine(line),
  ...(dependence && { dependence: negatedLine(dependence) }),
  ...(again && { again: negatedLine(again) }),
})

function negatedLine({ labels, others }: LabelLine): LabelLine {
  return { labels: Object.fromEntries(Object.entries(labels).map(([label, line]) => [label, -line])), others: -others }
}

/** The line of a defence that draws one for all. Throws a TypeError on one that has several. */
export function oneLine(line: Line): number {
  if (typeof line === 'number') return line
  throw new TypeError('this defence has one line for all labels, got one for each: was it drawn by another defence?')
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
