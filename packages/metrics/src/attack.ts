import { type BootstrapOptions, type Measured } from './bootstrap.js'
import { share, shareDifference } from './share.js'

/** Whether the attacker's output was seen, for each triggered record that is not of the target already; all three in the same order. */
export interface AttackHits {
  readonly victim: readonly boolean[]
  readonly defended: readonly boolean[]
  readonly cleanTwin: readonly boolean[]
}

/** Shares of triggered records, 0 to 1 (excess: -1 to 1). */
export interface AttackShares {
  /** ASR: the victim gives the target output. */
  readonly asr: Measured
  /** ASR_D: the same after the defence. */
  readonly asrDefended: Measured
  /** The same from the clean twin, which has no backdoor. */
  readonly floor: Measured
  /** ASR_D − floor: what the backdoor itself still does; paired over records. */
  readonly excess: Measured
}

/** The four shares of an attack, each with its interval. Throws a RangeError when the runs differ in length or are empty. */
export function attackShares({ victim, defended, cleanTwin }: AttackHits, options: BootstrapOptions = {}): AttackShares {
  if (victim.length !== defended.length)
    throw new RangeError(`${victim.length} records without the defence and ${defended.length} with it, expected the same`)
  const remaining = excess(defended, cleanTwin, options)
  return {
    asr: share(victim, options),
    asrDefended: share(defended, options),
    floor: share(cleanTwin, options),
    excess: remaining,
  }
}

/** ASR_D − floor, -1 to 1, paired over the same triggered records. Throws a RangeError when the lengths differ. */
export function excess(defended: readonly boolean[], cleanTwin: readonly boolean[], options: BootstrapOptions = {}): Measured {
  return shareDifference(defended, cleanTwin, options)
}
