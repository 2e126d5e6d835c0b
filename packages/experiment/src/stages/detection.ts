import { auroc } from '@codepurify/metrics'
import type { Both } from './defenceOutcome.js'

/** How well suspicion tells poisoned records from clean ones, whatever the line: the area under the ROC curve; null where a side is empty or all are equally suspicious. */
export function detection({ triggered, clean }: Both<number>): number | null {
  if (triggered.length === 0 || clean.length === 0) return null
  const first = triggered[0]
  if ([...triggered, ...clean].every((one) => one === first)) return null
  return auroc([...triggered], [...clean])
}
