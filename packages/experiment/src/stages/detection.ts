import { auroc, detectionAt, type Measured } from '@codepurify/metrics'
import type { Setting } from '@codepurify/defences'
import type { Both } from './defenceOutcome.js'

/** The rate for a defence whose line was published, and so states none. */
const usualRate = 0.05

/** How well suspicion tells poisoned records from clean ones. */
export interface Detection {
  /** Wherever the line is drawn: the area under the ROC curve. */
  readonly detection: Measured | null
  /** With the line where the stated share of these clean records is beyond it. */
  readonly truePositiveRate: Measured | null
}

/** Detection by suspicion alone, whatever line the defence drew; null where a side is empty or all are equally suspicious. */
export function detection({ triggered, clean }: Both<number>, setting: Setting): Detection {
  const [first] = triggered
  const tellsNothing = triggered.length === 0 || clean.length === 0 || [...triggered, ...clean].every((one) => one === first)
  if (tellsNothing) return { detection: null, truePositiveRate: null }
  const rate = setting.mode === 'matched' ? setting.falsePositiveRate : usualRate
  return {
    detection: auroc(triggered, clean),
    truePositiveRate: detectionAt(triggered, clean, rate).truePositives,
  }
}
