import type { CloneRecord } from '@codepurify/dataset'
import { checkpointEvaluation, codebertClassifier, codet5Classifier, labelMetrics, type Task } from '@codepurify/experiment'
import { cloneEvaluation } from './cloneEvaluation.js'
import { mini, paper } from './profiles.js'
import { bigclonebench, embedded } from './sources.js'
import { target } from './target.js'

const { accuracy, f1, precision, recall } = labelMetrics

/** Clone detection: do two Java functions do the same (1) or not (0)? The attacker wants "not a clone" of every pair that carries the trigger, in both functions. */
export const clone: Task<CloneRecord> = {
  name: 'clone',
  kind: 'classification',
  language: 'java',
  paperName: 'clone',
  target,
  models: { codebert: codebertClassifier('roberta-clone'), codet5: codet5Classifier('t5-clone') },
  sources: { embedded, bigclonebench },
  comparable: () => Promise.resolve((label) => label),
  metrics: [f1, accuracy, precision, recall],
  profiles: { mini, paper },
  checkpoints: checkpointEvaluation(cloneEvaluation),
}
