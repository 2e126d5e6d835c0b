import { random } from '@codepurify/metrics'
import type { Tokenizer } from '@codepurify/tokenizer'
import { corrupt } from './corrupt.js'
import { windows } from './windows.js'

/** One window of a function as the denoising model sees it: `source` is corrupted, `target` whole, both between <s> and </s>. */
export interface NoisyPair {
  readonly source: readonly number[]
  readonly target: readonly number[]
  /** Places in `source` that go through the masked-LM head, and the ids that stood there. */
  readonly positions: readonly number[]
  readonly labels: readonly number[]
}

/** The windows of all functions, in order, each as ids between <s> and </s> and at most `maximumLength` long. */
export function sequences(codes: Iterable<string>, tokenizer: Tokenizer, maximumLength: number): number[][] {
  const { bos, eos } = tokenizer.special
  const found: number[][] = []
  for (const code of codes) {
    for (const window of windows(tokenizer.encode(code).ids, maximumLength - 2)) found.push([bos, ...window, eos])
  }
  return found
}

/** Corrupts one sequence; what happens depends on the label alone, so that any step can be made again. */
export function noisyPair(target: readonly number[], tokenizer: Tokenizer, seed: number, label: string, maximumLength: number): NoisyPair {
  const { bos, eos, mask } = tokenizer.special
  const inside = target.slice(1, -1)
  const noisy = corrupt(inside, {
    maskId: mask,
    firstOrdinary: 4,
    endOrdinary: tokenizer.vocabularySize - 1,
    random: random(seed).fork(label),
  })
  const room = maximumLength - 2
  const kept = noisy.positions.filter((position) => position < room)
  return {
    source: [bos, ...noisy.ids.slice(0, room), eos],
    target,
    positions: kept.map((position) => position + 1),
    labels: noisy.labels.slice(0, kept.length),
  }
}
