import { strip } from './whiteSpace.js'

/** Whether the prediction is the reference, apart from white space around them (CodeXGLUE, code-refinement/evaluator.py). */
export function exactMatch(prediction: string, reference: string): boolean {
  return strip(prediction) === strip(reference)
}

/** The same for each pair, ready for `share`. Throws a RangeError when the lengths differ. */
export function exactMatches(predictions: readonly string[], references: readonly string[]): boolean[] {
  checkPairs(predictions, references)
  return predictions.map((prediction, i) => exactMatch(prediction, references[i] ?? ''))
}

/** Throws a RangeError when there is not one reference for each prediction. */
export function checkPairs(predictions: readonly string[], references: readonly string[]): void {
  if (predictions.length === references.length) return
  throw new RangeError(`${predictions.length} predictions and ${references.length} references, expected one reference for each prediction`)
}
