import { calibrate, fewest } from './calibrate.js'
import { CERTAIN } from './transferLook.js'
import { type Answer, isGenerated } from './victim.js'

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

/** A line that nothing lies below: neither statistic is negative. */
const NEVER = 0

/**
 * The thresholds of `calibrate` for each label by itself (Mondrian conformal prediction), for what is clean with one label says little of another. A label of too few clean records has the lower of the threshold of all
 * together and its own lowest statistic; a label that no clean record has, and generated answers, have that of all.
 *
 * Where records have a dependence, the rate is shared between the two statistics (Bonferroni): one has a line below every clean record, which costs 1 / (n + 1) of it, and the other has the rest; of records too few
 * to share among, one has all of it. The statistic has the larger share where its line then lies above `CERTAIN`: a unit of a trigger's size that takes its label along with certainty does not escape it. Where it lies below, clean
 * code moves labels as far as a trigger does, and what a label depends on tells the two apart.
 *
 * With one line, of the clean records with an answer at most `falsePositiveRate` are suspected. With two the same records say which line is which and where they lie, and the bound is twice the rate (the sum over both
 * choices). Throws as `calibrate` does, for all records together.
 */
export function calibrateByLabel(clean: readonly Labelled[], { falsePositiveRate }: { falsePositiveRate: number }): LabelThresholds {
  const all = linesOf(clean, falsePositiveRate)
  const labels = new Set(clean.flatMap(({ answer }) => (isGenerated(answer) || Number.isNaN(answer.label) ? [] : [answer.label])))
  const own = [...labels].map((label): readonly [number, Lines] => {
    const some = clean.filter(({ answer }) => !isGenerated(answer) && answer.label === label)
    return [label, some.length < fewest(falsePositiveRate) ? carefulLines(some, all) : linesOf(some, falsePositiveRate)]
  })
  const line = (key: keyof Lines): LabelLine => ({
    labels: Object.fromEntries(own.map(([label, lines]) => [label, lines[key]])),
    others: all[key],
  })
  return clean.some(hasDependence) ? { ...line('statistic'), dependence: line('dependence'), again: line('again') } : line('statistic')
}

/** Of one group of records. */
interface Lines {
  readonly statistic: number
  readonly dependence: number
  readonly again: number
}

function linesOf(some: readonly Labelled[], rate: number): Lines {
  const line = (key: 'statistic' | 'dependence', falsePositiveRate: number): number =>
    calibrate(
      some.map((record) => ({ statistic: record[key] ?? 1 })),
      { falsePositiveRate },
    ).threshold
  const again = line('statistic', rate)
  if (!some.some(hasDependence)) return { statistic: again, dependence: NEVER, again }
  const least = 1 / (some.length + 1)
  const [large, small] = some.length < fewest(rate - least) ? [rate, 0] : [rate - least, least]
  const rest = (key: 'statistic' | 'dependence'): number => (small > 0 ? line(key, small) : NEVER)
  const statistic = line('statistic', large)
  return statistic > CERTAIN
    ? { statistic, dependence: rest('dependence'), again }
    : { statistic: rest('statistic'), dependence: line('dependence', large), again }
}

/** Of a label with few records: below them all, by the one statistic that tells most of all records together. */
function carefulLines(some: readonly Labelled[], all: Lines): Lines {
  const lowest = (line: number, key: 'statistic' | 'dependence'): number =>
    Math.min(line, ...some.flatMap(({ [key]: value = 1 }) => (Number.isNaN(value) ? [] : [value])))
  const again = lowest(all.again, 'statistic')
  return some.some(hasDependence) && !(all.statistic > CERTAIN)
    ? { statistic: NEVER, dependence: lowest(all.dependence, 'dependence'), again }
    : { statistic: lowest(all.statistic, 'statistic'), dependence: NEVER, again }
}

const hasDependence = ({ dependence }: Labelled): boolean => dependence !== undefined

/** How far a record lies below its threshold, or below that of its dependence where that is more; above 0 it is suspected. */
export function below({ statistic, dependence = 1, answer }: Labelled, thresholds: LabelThresholds): number {
  const own = thresholdOf(thresholds, answer) - statistic
  return thresholds.dependence ? Math.max(own, thresholdOf(thresholds.dependence, answer) - dependence) : own
}

/** The threshold that holds for an answer. */
export function thresholdOf({ labels, others }: LabelLine, answer: Answer): number {
  return isGenerated(answer) ? others : (labels[answer.label] ?? others)
}
