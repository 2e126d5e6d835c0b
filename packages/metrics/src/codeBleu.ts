import { bootstrapSums, type BootstrapOptions, type Measured } from './bootstrap.js'
import { ngrams, overlap } from './ngrams.js'
import { split } from './whiteSpace.js'

/** What CodeBLEU compares of a piece of code besides its words; equal strings are equal parts. `codeShapes` of @codepurify/syntax makes them. */
export interface CodeShape {
  /** Every subtree of the syntax tree that has children, and the whole tree. */
  readonly subtrees: readonly string[]
  /** Every edge of the data flow, the names replaced by their number in order of appearance. */
  readonly flow: readonly string[]
}

/** A piece of code with its shape. */
export interface ShapedCode extends CodeShape {
  readonly code: string
}

/** CodeBLEU and the four parts that it is the mean of, each 0 to 1. */
export interface CodeBleuParts {
  readonly codeBleu: number
  readonly ngrams: number
  readonly weightedNgrams: number
  readonly syntax: number
  readonly dataFlow: number
}

const longest = 4
const otherWeight = 0.2
const matchesAt = 0
const countsAt = longest
const recallsAt = 2 * longest
const recallCountsAt = 3 * longest
const [tokensAt, referenceTokensAt, recordsAt, subtreesAt, subtreeCountsAt, edgesAt, edgeCountsAt, width] = [16, 17, 18, 19, 20, 21, 22, 23]

/**
 * What one record adds to CodeBLEU: matches and counts of 1- to 4-grams of the prediction, the same of the reference with a weight of 1 for keywords and 0.2 for other single tokens,
 * tokens of both, records, subtrees and edges of the reference that the prediction has, and their numbers. Tokens are what white space separates. Shape [23].
 */
export function codeBleuStatistics(prediction: ShapedCode, reference: ShapedCode, keywords: ReadonlySet<string>): Float64Array {
  const translation = split(prediction.code)
  const target = split(reference.code)
  const statistics = new Float64Array(width)
  for (let order = 1; order <= longest; order++) {
    const found = ngrams(translation, order)
    const wanted = ngrams(target, order)
    const weight = (token: string): number => (order > 1 || keywords.has(token) ? 1 : otherWeight)
    const at = order - 1
    statistics[matchesAt + at] = overlap(found, wanted)
    // the official files count at least one in every record
    statistics[countsAt + at] = Math.max(1, translation.length - order + 1)
    let recalled = 0
    let whole = 0
    for (const [ngram, count] of wanted) {
      recalled += weight(ngram) * Math.min(count, found.get(ngram) ?? 0)
      whole += weight(ngram) * count
    }
    statistics[recallsAt + at] = recalled
    statistics[recallCountsAt + at] = Math.max(1, whole)
  }
  statistics[tokensAt] = translation.length
  statistics[referenceTokensAt] = target.length
  statistics[recordsAt] = 1
  const subtrees = new Set(prediction.subtrees)
  statistics[subtreesAt] = reference.subtrees.filter((subtree) => subtrees.has(subtree)).length
  statistics[subtreeCountsAt] = reference.subtrees.length
  statistics[edgesAt] = overlap(counted(reference.flow), counted(prediction.flow))
  statistics[edgeCountsAt] = reference.flow.length
  return statistics
}

/**
 * CodeBLEU from the sums of its records' statistics, a quarter for each part; a part without anything to compare is 0.
 * Source: Ren et al., 2020; CodeXGLUE, code-to-code-trans/evaluator/CodeBLEU (`calc_code_bleu.py`). As there, an order without a match counts 0.1 (Chen and Cherry, 2014, method 1),
 * and the weighted part takes every reference for two tokens long, so that it has no brevity penalty.
 */
export function codeBleuFromSums(sums: ArrayLike<number>): CodeBleuParts {
  const at = (i: number): number => sums[i] ?? 0
  const tokens = at(tokensAt)
  const parts = {
    ngrams: precision(at, matchesAt, countsAt) * brevity(tokens, at(referenceTokensAt)),
    weightedNgrams: precision(at, recallsAt, recallCountsAt) * brevity(tokens, 2 * at(recordsAt)),
    syntax: ratio(at(subtreesAt), at(subtreeCountsAt)),
    dataFlow: ratio(at(edgesAt), at(edgeCountsAt)),
  }
  return { codeBleu: (parts.ngrams + parts.weightedNgrams + parts.syntax + parts.dataFlow) / 4, ...parts }
}

/** CodeBLEU of a corpus with its four parts, 0 to 1. Throws a RangeError when the lengths differ or there are no records. */
export function codeBleuCorpus(
  predictions: readonly ShapedCode[],
  references: readonly ShapedCode[],
  keywords: ReadonlySet<string>,
): CodeBleuParts {
  const rows = statisticsOf(predictions, references, keywords)
  if (rows.length === 0) throw new RangeError('CodeBLEU of no records, expected at least one')
  const sums = new Float64Array(width)
  for (const row of rows) row.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value))
  return codeBleuFromSums(sums)
}

/** CodeBLEU of a corpus, 0 to 1, with its bootstrap interval over records. */
export function codeBleu(
  predictions: readonly ShapedCode[],
  references: readonly ShapedCode[],
  keywords: ReadonlySet<string>,
  options: BootstrapOptions = {},
): Measured {
  return bootstrapSums(statisticsOf(predictions, references, keywords), (sums) => codeBleuFromSums(sums).codeBleu, options)
}

function statisticsOf(
  predictions: readonly ShapedCode[],
  references: readonly ShapedCode[],
  keywords: ReadonlySet<string>,
): Float64Array[] {
  if (predictions.length !== references.length) {
    throw new RangeError(
      `${predictions.length} predictions and ${references.length} references, expected one reference for each prediction`,
    )
  }
  return references.map((reference, i) => codeBleuStatistics(predictions[i] ?? reference, reference, keywords))
}

function precision(at: (i: number) => number, matches: number, counts: number): number {
  if (at(matches) === 0) return 0
  let logarithm = 0
  for (let i = 0; i < longest; i++) logarithm += Math.log((at(matches + i) || 0.1) / at(counts + i)) / longest
  return Math.exp(logarithm)
}

function brevity(tokens: number, reference: number): number {
  if (tokens > reference) return 1
  return tokens === 0 ? 0 : Math.exp(1 - reference / tokens)
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function counted(parts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
  return counts
}
