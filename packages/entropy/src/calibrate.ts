import { CERTAIN } from './transferLook.js'
import { type Answer, isGenerated } from './victim.js'

/** A decision threshold and what it was made from. */
export interface Calibration {
  /** A record is suspected when its statistic is below this. */
  readonly threshold: number
  readonly falsePositiveRate: number
  /** Clean records that it comes from. */
  readonly records: number
}

/**
 * The threshold that suspects at most `falsePositiveRate` of clean records, from clean records alone (split conformal prediction).
 *
 * With n exchangeable clean records and k = ⌊rate · (n + 1)⌋, a new clean record lies below the k-th smallest statistic with probability at most k / (n + 1).
 * Throws a RangeError when the rate is not in (0, 1) or the records are too few for it (k = 0).
 */
export function calibrate(
  clean: readonly { readonly statistic: number }[],
  { falsePositiveRate }: { falsePositiveRate: number },
): Calibration {
  if (!(falsePositiveRate > 0 && falsePositiveRate < 1))
    throw new RangeError(`false-positive rate is ${falsePositiveRate}, expected a number above 0 and below 1`)
  // A record without a statistic can never be suspected, so it counts as the least suspicious one.
  const sorted = clean.map(({ statistic }) => (Number.isNaN(statistic) ? Infinity : statistic)).sort((a, b) => a - b)
  const rank = Math.floor(falsePositiveRate * (sorted.length + 1) + 1e-9)
  const threshold = sorted[rank - 1]
  if (threshold === undefined) {
    const needed = fewest(falsePositiveRate)
    throw new RangeError(
      `${sorted.length} clean records cannot give a threshold for a false-positive rate of ${falsePositiveRate}: at least ${needed} are needed. ` +
        'Use more clean records or allow a higher rate.',
    )
  }
  return { threshold, falsePositiveRate, records: sorted.length }
}

/** A threshold for every label that the victim gave to clean records, and one for the others. */
export interface LabelLine {
  readonly labels: Readonly<Record<string, number>>
  readonly others: number
}

/** The thresholds of the statistic and, where records have it, of their dependence: a record is suspected below either. */
export interface LabelThresholds extends LabelLine {
  readonly dependence?: LabelLine
  /** The statistic's thresholds at the whole rate, for a record that was suspected before: one false alarm is not counted twice. */
  readonly again?: LabelLine
}

/** A record as it is calibrated and judged. */
export interface Labelled {
  readonly statistic: number
  readonly dependence?: number | undefined
  readonly answer: Answer
}

/**
 * The same for each label by itself (Mondrian conformal prediction): of the clean records with an answer at most `falsePositiveRate` are suspected, whichever answer it is. A label of
 * too few clean records has the lower of the threshold of all together and its own lowest statistic, for the other labels say little of it; a label that no clean record has, and
 * generated answers, have that of all.
 *
 * Where records have a dependence, the rate is shared between the two statistics (Bonferroni): one has a line below every clean record, which costs 1 / (n + 1) of it, and the other has the
 * rest, as far as there are records enough for that. The statistic has the rest where its line then lies above `CERTAIN`: no unit that takes its label along with certainty escapes it. Where it
 * lies below, clean code moves labels as far as a trigger does, and what a label depends on tells the two apart. The same clean records say which, so that the stated rate is meant, not proved.
 */
export function calibrateByLabel(clean: readonly Labelled[], { falsePositiveRate }: { falsePositiveRate: number }): LabelThresholds {
  const whole = (): number => falsePositiveRate
  const rest = (records: number): number => falsePositiveRate - 1 / (records + 1)
  // of fewer records 1 / (n + 1) is more than there is to share
  const first = (records: number): number => (records < fewest(rest(records)) ? 0 : 1 / (records + 1))
  if (clean.every(({ dependence }) => dependence === undefined) || first(clean.length) === 0) return lineOf(clean, whole)
  const dependences = clean.map(({ answer, dependence = 1 }): Labelled => ({ answer, statistic: dependence }))
  const [wide, narrow] = [lineOf(clean, rest), lineOf(clean, first)]
  const tells = (threshold: number | undefined): boolean => threshold !== undefined && threshold >= CERTAIN
  return {
    ...perLabel(wide, narrow, tells, wide),
    dependence: perLabel(lineOf(dependences, first), lineOf(dependences, rest), tells, wide),
    again: lineOf(clean, whole),
  }
}

/** The first line where `tells` says so of the guide's threshold, else the second; for every label by itself. */
function perLabel(first: LabelLine, second: LabelLine, tells: (threshold: number | undefined) => boolean, guide: LabelLine): LabelLine {
  const labels = Object.keys(first.labels).map((label) => [label, (tells(guide.labels[label]) ? first : second).labels[label] ?? NaN])
  return { labels: Object.fromEntries(labels) as Record<string, number>, others: (tells(guide.others) ? first : second).others }
}

/** A line at the rate that holds for so many records. */
function lineOf(clean: readonly Labelled[], rateOf: (records: number) => number): LabelLine {
  const others = calibrate(clean, { falsePositiveRate: rateOf(clean.length) }).threshold
  const labels = new Set(clean.flatMap(({ answer }) => (isGenerated(answer) || Number.isNaN(answer.label) ? [] : [answer.label])))
  const own = [...labels].map((label): [number, number] => {
    const some = clean.filter(({ answer }) => !isGenerated(answer) && answer.label === label)
    const falsePositiveRate = rateOf(some.length)
    if (some.length >= fewest(falsePositiveRate)) return [label, calibrate(some, { falsePositiveRate }).threshold]
    return [label, Math.min(others, ...some.flatMap(({ statistic }) => (Number.isNaN(statistic) ? [] : [statistic])))]
  })
  return { labels: Object.fromEntries(own), others }
}

/** How far a record lies below its threshold, or below that of its dependence where that is more; above 0 it is suspected. */
export function below({ statistic, dependence = 1, answer }: Labelled, thresholds: LabelThresholds): number {
  const own = thresholdOf(thresholds, answer) - statistic
  return thresholds.dependence ? Math.max(own, thresholdOf(thresholds.dependence, answer) - dependence) : own
}

/** The threshold that holds for an answer. */
export function thresholdOf({ labels, others }: LabelLine, answer: Answer): number {
  return isGenerated(answer) ? others : (labels[answer.label] ?? others)
}

/** Clean records that a rate needs at least. */
const fewest = (falsePositiveRate: number): number => (falsePositiveRate > 0 ? Math.ceil(1 / falsePositiveRate - 1 - 1e-9) : Infinity)
