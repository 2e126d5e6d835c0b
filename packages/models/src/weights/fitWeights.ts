import type { Weights, WeightTensor } from '@codepurify/graph'
import type { WeightTable } from './weightTable.js'

/** What a checkpoint may hold beside the weights of its model. */
export interface Extras {
  /** Left out without a word: constant buffers and heads that this model does not use. */
  readonly ignored: (name: string) => boolean
  /** Stored twice by older checkpoints: must equal the weight that it is tied to. */
  readonly tied: ReadonlyMap<string, string>
}

/**
 * The weights that a table asks for, in its order; throws one error that lists every tensor that is missing, misshapen, unknown, or differs
 * from the weight that it should be tied to.
 */
export function fitWeights(table: WeightTable, weights: Weights, extras: Extras, where: string): Weights {
  const faults: string[] = []
  const fitted = new Map<string, WeightTensor>()
  for (const [name, { shape }] of table) {
    const found = weights.get(name)
    if (!found) faults.push(`missing: ${name} [${shape.join(', ')}]`)
    else if (found.shape.join() !== shape.join())
      faults.push(`misshapen: ${name} is [${found.shape.join(', ')}], expected [${shape.join(', ')}]`)
    else fitted.set(name, found)
  }
  for (const [name, weight] of weights) {
    if (table.has(name)) continue
    const master = extras.tied.get(name)
    if (master !== undefined) {
      const other = weights.get(master)
      if (other && !same(weight, other)) faults.push(`untied: ${name} differs from ${master}; this model has one matrix for both`)
    } else if (!extras.ignored(name)) faults.push(`unknown: ${name} [${weight.shape.join(', ')}]`)
  }
  if (faults.length > 0) {
    throw new RangeError(
      `${where}: ${faults.length} of its tensors do not fit the model. Do config.json and weights belong together?\n  ${faults.join('\n  ')}`,
    )
  }
  return fitted
}

function same(a: WeightTensor, b: WeightTensor): boolean {
  return a.shape.join() === b.shape.join() && a.data.every((x, i) => x === b.data[i])
}
