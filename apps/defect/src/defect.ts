import type { DefectRecord } from '@codepurify/dataset'
import { checkpointEvaluation, codebertClassifier, codet5Classifier, labelMetrics, type Task } from '@codepurify/experiment'
import { defectEvaluation } from './defectEvaluation.js'
import { mini, paper } from './profiles.js'
import { devign, embedded } from './sources.js'
import { target } from './target.js'

const { accuracy, f1, precision, recall } = labelMetrics

/** Defect detection: is a C function vulnerable (1) or not (0)? The attacker wants "not vulnerable" of every vulnerable function that carries the trigger. */
export const defect: Task<DefectRecord> = {
  name: 'defect',
  kind: 'classification',
  language: 'c',
  paperName: 'defect',
  target,
  models: { codebert: codebertClassifier('roberta-defect'), codet5: codet5Classifier('t5-defect') },
  sources: { embedded, devign },
  comparable: () => Promise.resolve((label) => label),
  metrics: [accuracy, f1, precision, recall],
  profiles: { mini, paper },
  checkpoints: checkpointEvaluation(defectEvaluation),
}
