import { random } from '@codepurify/metrics'
import { framed, type Tokenizer } from '@codepurify/tokenizer'
import { corrupt } from './corrupt.js'
import { ordinaryIds } from './ordinaryIds.js'

/** One window of a function as the denoising model sees it: `source` is corrupted, `target` whole, both between <s> and </s>. */
export interface NoisyPair {
  readonly source: readonly number[]
  readonly target: readonly number[]
  /** Places in `source` that go through a masked-LM head, and the ids that stood there. */
  readonly positions: readonly number[]
  readonly labels: readonly number[]
}

/** Corrupts windows; what happens to one depends on the seed and its label alone, so that any step can be made again. */
export function noisyPairs(
  tokenizer: Tokenizer,
  { seed, maximumLength }: { readonly seed: number; readonly maximumLength: number },
): (target: readonly number[], label: string) => NoisyPair {
  const { mask } = tokenizer.special
  const ordinary = ordinaryIds(tokenizer)
  const room = maximumLength - 2
  return (target, label) => {
    const noisy = corrupt(target.slice(1, -1), { maskId: mask, ...ordinary, random: random(seed).fork(label) })
    const kept = noisy.positions.filter((position) => position < room)
    return {
      source: framed(noisy.ids, tokenizer.special, maximumLength),
      target,
      positions: kept.map((position) => position + 1),
      labels: noisy.labels.slice(0, kept.length),
    }
  }
}
