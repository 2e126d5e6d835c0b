/** @file Inputs of classifiers, with and without their labels, as tensors. */
import { int32, type Tensor } from '@codepurify/graph'
import { padRows } from '../feeds.js'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from './kinds.js'

/** One function as ids with <s> and </s>. */
export interface SingleInput {
  readonly ids: readonly number[]
}

/** Two functions, each as ids with <s> and </s>. */
export interface PairInput {
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** What a classifier is asked about; which of the two depends on its kind. */
export type ClassifierInput = SingleInput | PairInput

/** An input and its class. */
export type ClassifierExample = ClassifierInput & { readonly label: number }

/** The sequences of an input, as many as its kind of classifier reads; throws a TypeError where it has others. */
export function sequencesOf(kind: ClassifierKind, input: ClassifierInput, index: number): readonly (readonly number[])[] {
  const { sequences } = rulesOf(kind)
  const found = 'ids' in input ? [input.ids] : [input.first, input.second]
  if (found.length === sequences) return found
  const expected = sequences === 1 ? '{ ids }' : '{ first, second }'
  throw new TypeError(`input ${index} has ${Object.keys(input).join(', ')}, expected ${expected} for a ${kind} model`)
}

/** Feeds of `classifierLoss`. Throws on a label that the model has no logit for. */
export function classifierFeeds<Kind extends ClassifierKind>(
  kind: Kind,
  examples: readonly ClassifierExample[],
  config: ClassifierConfigs[Kind],
): Record<'ids' | 'labels', Tensor> {
  const { padId, criterion, labels } = rulesOf(kind)
  const classes = criterion.classes(labels(config))
  examples.forEach(({ label }, index) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`example ${index} has the label ${label}, expected a whole number from 0 to ${classes - 1}`)
  })
  const rows = examples.flatMap((example, index) => sequencesOf(kind, example, index))
  const { data, width } = padRows(rows, padId(config))
  return {
    ids: int32(data, [rows.length, width]),
    labels: int32(
      examples.map(({ label }) => label),
      [examples.length],
    ),
  }
}
