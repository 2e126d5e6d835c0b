import { labelScores, labelStatistics } from '@codepurify/metrics'
import type { TaskMetric } from '../task.js'

const metric = (key: keyof typeof labelScores, title: string): TaskMetric => ({
  key,
  title,
  scale: 'share',
  statistics: (answer, reference) => labelStatistics(Number(answer), Number(reference)),
  value: labelScores[key],
})

/** The metrics of a task whose answers are 0 and 1: accuracy, and precision, recall and F1 of 1 (vulnerable, clones). */
export const labelMetrics = {
  accuracy: metric('accuracy', 'ACC'),
  precision: metric('precision', 'P'),
  recall: metric('recall', 'R'),
  f1: metric('f1', 'F1'),
} as const
