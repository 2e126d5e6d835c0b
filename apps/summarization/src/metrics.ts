import type { TaskMetric } from '@codepurify/experiment'
import { summaryBleu } from '@codepurify/metrics'

/** The mean of smoothed sentence BLEU-4, 0 to 100, as CodeXGLUE's code-to-text evaluator has it. */
export const bleu: TaskMetric = {
  key: 'bleu',
  title: 'BLEU',
  scale: 'score',
  statistics: (answer, reference) => [100 * summaryBleu(answer, reference), 1],
  value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 1),
}
