import type { Weights, WeightTensor } from '@codepurify/graph'

/**
 * The same weights with the head at the top: a checkpoint of a module inside another ("encoder.classifier.…", "module.encoder.classifier.…") loses what stands
 * before the head's own names. `landmark` is one of those names, up to its first dot the name of the head.
 */
export function withoutWrapper(weights: Weights, landmark: string): Weights {
  const found = [...weights.keys()].find((name) => name === landmark || name.endsWith(`.${landmark}`))
  if (found === undefined || found === landmark) return weights
  const head = landmark.slice(0, landmark.indexOf('.') + 1)
  const wrapped = found.slice(0, found.length - landmark.length) + head
  return new Map(
    [...weights].map(([name, weight]): [string, WeightTensor] => [
      name.startsWith(wrapped) ? head + name.slice(wrapped.length) : name,
      weight,
    ]),
  )
}
