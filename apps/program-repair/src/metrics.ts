import type { TaskMetric } from '@codepurify/experiment'
import { bleu4FromSums, bleu4Statistics } from '@codepurify/metrics'

/** Corpus BLEU-4, 0 to 100, as CodeXGLUE's code-refinement evaluator has it. */
export const bleu: TaskMetric = { key: 'bleu', title: 'BLEU', scale: 'score', statistics: bleu4Statistics, value: bleu4FromSums }

/** The share of answers that are the reference, token by token. */
export const exactMatchShare: TaskMetric = {
  key: 'exactMatch',
  title: 'EM',
  scale: 'share',
  statistics: (answer, reference) => [Number(answer === reference), 1],
  value: (sums, from) => (sums[from] ?? 0) / (sums[from + 1] ?? 1),
}
