import { int32, type Session } from '@codepurify/graph'
import { padRows } from './feeds.js'
import { inBatches, type BatchOptions } from './inBatches.js'

/** One vector for each sequence of ids, in the order given: what a session that maps `ids` int32 [B, S] to `vectors` [B, width] makes of them, in batches of similar lengths. */
export function vectorsOf(
  session: Session,
  sequences: readonly (readonly number[])[],
  { padId, ...options }: BatchOptions & { readonly padId: number },
): Promise<Float32Array[]> {
  return inBatches(
    sequences,
    ({ length }) => ({ source: length, target: 0 }),
    options,
    async (batch) => {
      const { data, width } = padRows(batch, padId)
      const found = (await session.run({ ids: int32(data, [batch.length, width]) }))['vectors']?.data
      if (!(found instanceof Float32Array)) throw new TypeError('the encoder gave no float32 "vectors"')
      const size = found.length / batch.length
      return batch.map((_, row) => found.slice(row * size, (row + 1) * size))
    },
  )
}
