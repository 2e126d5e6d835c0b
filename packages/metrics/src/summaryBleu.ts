import { bootstrapSums, type BootstrapOptions, type Measured } from './bootstrap.js'
import { checkPairs } from './exactMatch.js'
import { ngrams, overlap } from './ngrams.js'

const longest = 4
// Python's `sys.float_info.min`, which keeps the logarithm of no match finite
const smallest = 2 ** -1022

// The evaluator cuts out runs of word characters and single others, and then breaks the words at `_`; letters and digits are Unicode's, as in Python.
const token = /[\p{L}\p{N}]+|[^\p{L}\p{N}\p{White_Space}\x1c-\x1f]/gu

/**
 * Smoothed sentence BLEU-4 of a summary, 0 to 1: lower case, punctuation apart, one added to the matches and counts of all orders but the first.
 * The brevity penalty adds one to both lengths; an empty prediction gets e to the minus number of the reference's tokens.
 * Source: CodeXGLUE, code-to-text/evaluator/evaluator.py, `bleuFromMaps` (Lin and Och, 2004; there times 100 and averaged).
 */
export function summaryBleu(prediction: string, reference: string): number {
  const translation = tokens(prediction)
  const target = tokens(reference)
  let logPrecision = 0
  for (let order = 1; order <= longest; order++) {
    const added = order === 1 ? smallest : 1
    const matches = overlap(ngrams(translation, order), ngrams(target, order))
    const count = Math.max(0, translation.length - order + 1)
    logPrecision += (Math.log(matches + added) - Math.log(count + added)) / longest
  }
  return Math.exp(logPrecision + Math.min(0, 1 - (target.length + 1) / (translation.length + 1)))
}

/** The mean of smoothed sentence BLEU-4 over records, 0 to 100, with its bootstrap interval. Throws a RangeError when the lengths differ or there are no records. */
export function summaryBleu4(predictions: readonly string[], references: readonly string[], options: BootstrapOptions = {}): Measured {
  checkPairs(predictions, references)
  const rows = predictions.map((prediction, i) => [summaryBleu(prediction, references[i] ?? '')])
  return bootstrapSums(rows, (sums) => (100 * (sums[0] ?? 0)) / rows.length, options)
}

/** Mean smoothed sentence BLEU-4 of one run minus that of another over the same references, in points, with its paired bootstrap interval. */
export function summaryBleu4Difference(
  predictions: readonly string[],
  others: readonly string[],
  references: readonly string[],
  options: BootstrapOptions = {},
): Measured {
  checkPairs(predictions, references)
  checkPairs(others, references)
  const rows = references.map((reference, i) => [summaryBleu(predictions[i] ?? '', reference) - summaryBleu(others[i] ?? '', reference)])
  return bootstrapSums(rows, (sums) => (100 * (sums[0] ?? 0)) / rows.length, options)
}

function tokens(text: string): string[] {
  return text.toLowerCase().match(token) ?? []
}
