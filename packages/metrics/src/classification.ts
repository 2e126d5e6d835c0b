import { bootstrapSums, type BootstrapOptions, type Measured } from './bootstrap.js'

/** What a classifier of two classes gets right, each 0 to 1 with its interval. */
export interface ClassificationScores {
  readonly accuracy: Measured
  readonly precision: Measured
  readonly recall: Measured
  readonly f1: Measured
}

/** How scores are averaged: of class 1 alone, or the mean of both classes' scores, each class that occurs counting once. */
export type ScoreAverage = 'positive' | 'macro'

/** How many records of class 1 were called 1 and 0, and of class 0. */
interface Counts {
  readonly hits: number
  readonly falseAlarms: number
  readonly misses: number
  readonly passes: number
}

type Score = (counts: Counts) => number

// nothing called 1, or nothing that is 1: 0, as scikit-learn counts it
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const accuracy: Score = ({ hits, falseAlarms, misses, passes }) => ratio(hits + passes, hits + falseAlarms + misses + passes)
const precision: Score = ({ hits, falseAlarms }) => ratio(hits, hits + falseAlarms)
const recall: Score = ({ hits, misses }) => ratio(hits, hits + misses)
const f1: Score = ({ hits, falseAlarms, misses }) => ratio(2 * hits, 2 * hits + falseAlarms + misses)

/** The same counts with the classes exchanged. */
const exchanged = ({ hits, falseAlarms, misses, passes }: Counts): Counts => ({
  hits: passes,
  falseAlarms: misses,
  misses: falseAlarms,
  passes: hits,
})

/** One record's hits, false alarms, misses and passes: what `labelScores` are read from once they are summed. Throws a RangeError on a class that is neither 0 nor 1. */
export function labelStatistics(predicted: number, truth: number): number[] {
  return row(classOf(truth, 'the label'), classOf(predicted, 'the prediction'))
}

const fromSums =
  (score: Score) =>
  (sums: ArrayLike<number>, from = 0): number => {
    const [hits = 0, falseAlarms = 0, misses = 0, passes = 0] = Array.from({ length: 4 }, (_, i) => sums[from + i] ?? 0)
    return score({ hits, falseAlarms, misses, passes })
  }

/** Accuracy, and precision, recall and F1 of class 1, 0 to 1, from sums of `labelStatistics` that begin at `from`. */
export const labelScores = {
  accuracy: fromSums(accuracy),
  precision: fromSums(precision),
  recall: fromSums(recall),
  f1: fromSums(f1),
} as const

const averages: Readonly<Record<ScoreAverage, (score: Score) => Score>> = {
  positive: (score) => score,
  macro: (score) => (counts) => {
    const classes = [counts, exchanged(counts)].filter(({ hits, falseAlarms, misses }) => hits + falseAlarms + misses > 0)
    return ratio(
      classes.reduce((sum, each) => sum + score(each), 0),
      classes.length,
    )
  },
}

/**
 * Accuracy, precision, recall and F1 of classes 0 and 1, each with its bootstrap interval over records. Precision, recall and F1 are those of class 1 (`average: 'positive'`), or with 'macro'
 * the mean over the classes, as CodeXGLUE's clone-detection evaluator prints them. A score without a denominator is 0, as in scikit-learn.
 * Throws a RangeError where the lengths differ, there are no records, or a class is neither 0 nor 1.
 */
export function classificationScores(
  predicted: readonly number[],
  truth: readonly number[],
  { average = 'positive', ...options }: BootstrapOptions & { readonly average?: ScoreAverage } = {},
): ClassificationScores {
  if (predicted.length !== truth.length)
    throw new RangeError(`${predicted.length} predictions and ${truth.length} labels, expected one label for each prediction`)
  const rows = truth.map((label, i) => row(classOf(label, `label ${i}`), classOf(predicted[i], `prediction ${i}`)))
  const measure = (score: Score): Measured =>
    bootstrapSums(rows, ([hits = 0, falseAlarms = 0, misses = 0, passes = 0]) => score({ hits, falseAlarms, misses, passes }), options)
  const averaged = averages[average]
  return {
    accuracy: measure(accuracy),
    precision: measure(averaged(precision)),
    recall: measure(averaged(recall)),
    f1: measure(averaged(f1)),
  }
}

function classOf(value: number | undefined, what: string): boolean {
  if (value !== 0 && value !== 1) throw new RangeError(`${what} is ${value}, expected 0 or 1`)
  return value === 1
}

/** What one record adds to hits, false alarms, misses and passes. */
function row(label: boolean, predicted: boolean): number[] {
  return [label && predicted, !label && predicted, label && !predicted, !label && !predicted].map(Number)
}
