import { bootstrapSums, type BootstrapOptions, type Measured } from './bootstrap.js'
import { checkPairs } from './exactMatch.js'
import { ngrams, overlap } from './ngrams.js'
import { split } from './whiteSpace.js'

const longest = 4
const translationAt = 2 * longest
const referenceAt = translationAt + 1
const width = referenceAt + 1

/**
 * What one record adds to corpus BLEU-4: [matches of 1- to 4-grams, 1- to 4-grams of the prediction, tokens of the prediction, tokens of the reference].
 * Tokens are what white space separates. Shape [10].
 */
export function bleu4Statistics(prediction: string, reference: string): Float64Array {
  const translation = split(prediction)
  const target = split(reference)
  const statistics = new Float64Array(width)
  for (let order = 1; order <= longest; order++) {
    statistics[order - 1] = overlap(ngrams(translation, order), ngrams(target, order))
    statistics[longest + order - 1] = Math.max(0, translation.length - order + 1)
  }
  statistics[translationAt] = translation.length
  statistics[referenceAt] = target.length
  return statistics
}

/**
 * Corpus BLEU-4, 0 to 100, from the sums of its records' statistics: one is added to matches and to counts of every order (Lin and Och, 2004).
 * Source: Papineni et al., 2002; CodeXGLUE, code-refinement/evaluator/bleu.py, `compute_bleu` with `smooth=True`, there rounded to two digits.
 * A corpus of empty predictions is 0, where the official file divides by zero.
 */
export function bleu4FromSums(sums: ArrayLike<number>, from = 0): number {
  const at = (i: number): number => sums[from + i] ?? 0
  let logPrecision = 0
  for (let i = 0; i < longest; i++) logPrecision += Math.log((at(i) + 1) / (at(longest + i) + 1)) / longest
  const translation = at(translationAt)
  const reference = at(referenceAt)
  if (translation === 0) return reference === 0 ? 100 : 0
  const brevity = translation > reference ? 1 : Math.exp(1 - reference / translation)
  return 100 * brevity * Math.exp(logPrecision)
}

/** Corpus BLEU-4 of CodeXGLUE's code-refinement evaluator, 0 to 100, not rounded. Throws a RangeError when the lengths differ or there are no records. */
export function bleu4Corpus(predictions: readonly string[], references: readonly string[]): number {
  const rows = statisticsOf(predictions, references)
  if (rows.length === 0) throw new RangeError('corpus BLEU of no records, expected at least one')
  const sums = new Float64Array(width)
  for (const row of rows) row.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value))
  return bleu4FromSums(sums)
}

/** The same with its bootstrap interval over records. */
export function bleu4(predictions: readonly string[], references: readonly string[], options: BootstrapOptions = {}): Measured {
  return bootstrapSums(statisticsOf(predictions, references), (sums) => bleu4FromSums(sums), options)
}

/** Corpus BLEU-4 of one run minus that of another over the same references, in points, with its paired bootstrap interval. */
export function bleu4Difference(
  predictions: readonly string[],
  others: readonly string[],
  references: readonly string[],
  options: BootstrapOptions = {},
): Measured {
  const first = statisticsOf(predictions, references)
  const second = statisticsOf(others, references)
  const rows = first.map((row, i) => [...row, ...(second[i] ?? [])])
  return bootstrapSums(rows, (sums) => bleu4FromSums(sums) - bleu4FromSums(sums, width), options)
}

function statisticsOf(predictions: readonly string[], references: readonly string[]): Float64Array[] {
  checkPairs(predictions, references)
  return predictions.map((prediction, i) => bleu4Statistics(prediction, references[i] ?? ''))
}
