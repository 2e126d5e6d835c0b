/** @file Ids of several records -> the int32 tensors that the losses take. */
import { int32, type Tensor } from '@codepurify/graph'

/** One masked sequence: the ids as the model sees them, and for some places the id that stood there. */
export interface MaskedExample {
  readonly ids: readonly number[]
  readonly positions: readonly number[]
  readonly labels: readonly number[]
}

/** One pair, both with <s> and </s>. */
export interface PairExample {
  readonly source: readonly number[]
  readonly target: readonly number[]
  /** Which of the target's ids after the first a score counts; absent: all. */
  readonly counted?: readonly boolean[]
}

/** Rows of ids, padded on the right to the longest: row-major [rows, width]. */
export function padRows(rows: readonly (readonly number[])[], padId: number): { readonly data: Int32Array; readonly width: number } {
  const width = rows.reduce((longest, row) => Math.max(longest, row.length), 0)
  const data = new Int32Array(rows.length * width).fill(padId)
  rows.forEach((row, index) => data.set(row, index * width))
  return { data, width }
}

function padded(rows: readonly (readonly number[])[], padId: number): { readonly tensor: Tensor; readonly width: number } {
  const { data, width } = padRows(rows, padId)
  return { tensor: int32(data, [rows.length, width]), width }
}

const vector = (values: readonly number[]): Tensor => int32(Int32Array.from(values), [values.length])

/** Feeds of `maskedLmLoss`. */
export function maskedLmFeeds(examples: readonly MaskedExample[], padId: number): Record<'ids' | 'positions' | 'labels', Tensor> {
  const { tensor, width } = padded(
    examples.map(({ ids }) => ids),
    padId,
  )
  const positions = examples.flatMap((example, row) => example.positions.map((place) => row * width + place))
  return { ids: tensor, positions: vector(positions), labels: vector(examples.flatMap(({ labels }) => labels)) }
}

/** Feeds of `seq2seqLoss`: the decoder reads all target ids but the last, every id but the first is a label. */
export function seq2seqFeeds(
  pairs: readonly PairExample[],
  padId: number,
): Record<'sourceIds' | 'targetIds' | 'labelPositions' | 'labels', Tensor> {
  const read = pairs.map(({ target }) => target.slice(0, -1))
  const { tensor: targetIds, width } = padded(read, padId)
  return {
    sourceIds: padded(
      pairs.map(({ source }) => source),
      padId,
    ).tensor,
    targetIds,
    labelPositions: vector(read.flatMap((ids, row) => ids.map((_, place) => row * width + place))),
    labels: vector(pairs.flatMap(({ target }) => target.slice(1))),
  }
}

/** Feeds of `jointLoss`: pairs whose source has masked places as well. */
export function jointFeeds(
  pairs: readonly (PairExample & { readonly positions: readonly number[]; readonly labels: readonly number[] })[],
  padId: number,
): ReturnType<typeof seq2seqFeeds> & Record<'maskedPositions' | 'maskedLabels', Tensor> {
  const width = pairs.reduce((longest, { source }) => Math.max(longest, source.length), 0)
  return {
    ...seq2seqFeeds(pairs, padId),
    maskedPositions: vector(pairs.flatMap(({ positions }, row) => positions.map((place) => row * width + place))),
    maskedLabels: vector(pairs.flatMap(({ labels }) => labels)),
  }
}
