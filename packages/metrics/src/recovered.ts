import type { BootstrapOptions, Measured } from './bootstrap.js'
import { share } from './share.js'

/**
 * The recovered-label rate, 0 to 1: of the triggered records on which the attack hits without a defence, the share that gets the right answer with it.
 * `victim` says where the attack hits, `correct` where the defended answer is the record's own; so where answers are texts, a defence that only answers something else gains nothing; of two labels the other one is always the right one, and `defenceEffectiveness` says what that cost.
 * Throws a RangeError when the lengths differ, or when the attack hits nowhere.
 */
export function recoveredShare(victim: readonly boolean[], correct: readonly boolean[], options: BootstrapOptions = {}): Measured {
  if (victim.length !== correct.length)
    throw new RangeError(`${victim.length} records without the defence and ${correct.length} with it, expected the same`)
  const hit = correct.filter((_, i) => victim[i])
  if (hit.length === 0)
    throw new RangeError(`the attack hits none of ${victim.length} records, so there is no label to recover. Is the victim trained?`)
  return share(hit, options)
}
