import type { Session, Tensor } from '@codepurify/graph'
import { seq2seqFeeds, type PairExample } from './feeds.js'

/**
 * Mean cross-entropy in nats of each target's ids after the first (those that do not count add nothing to the sum), by a session from the inputs of a seq2seq loss, and `others` where it has more, to `surprise`
 * [M], that of every label.
 */
export async function meanSurprises(
  session: Session,
  pairs: readonly PairExample[],
  padId: number,
  others: Readonly<Record<string, Tensor>> = {},
): Promise<number[]> {
  const { surprise } = await session.run({ ...seq2seqFeeds(pairs, padId), ...others })
  if (!(surprise?.data instanceof Float32Array)) throw new TypeError('the score model gave no float32 "surprise"')
  let at = 0
  const values = surprise.data
  return pairs.map(({ target, counted }) => {
    const own = values.subarray(at, (at += target.length - 1))
    return own.reduce((sum, x, i) => sum + (counted === undefined || counted[i] === true ? x : 0), 0) / own.length
  })
}

/**
 * Tokens of a scoring batch, source and target. On two cores 512 to 2048 are equally fast and 4096 is a fifth slower (activations leave the cache);
 * with a large vocabulary, few enough that the logits stay below 128 MiB.
 */
export function scoreBudget(vocabulary: number): number {
  return Math.max(256, Math.min(1536, Math.floor(2 ** 25 / vocabulary)))
}
