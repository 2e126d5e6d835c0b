/** @file RoBERTa with `RobertaClassificationHead`, as the official code of two tasks has it. */
import type { Value, Weights } from '@codepurify/graph'
import { checkSequences } from '../checkSequences.js'
import { maximumIds } from '../roberta/config.js'
import { encodeFirst } from '../roberta/encoder.js'
import { dropout, linear, type Build } from '../roberta/layers.js'
import { fitWeights } from '../weights/fitWeights.js'
import { isBuffer, isPooler, withEncoderPrefix } from '../weights/modelKinds.js'
import { classifierTable } from '../weights/weightTable.js'
import type { RobertaClassifierConfig } from './classifierConfig.js'
import { firstLogit, softmax, type Criterion } from './criteria.js'
import { withoutWrapper } from './headNames.js'
import type { KindRules } from './kinds.js'

/** dropout, dense, tanh, dropout, out_proj: [B, sequences * width] -> [B, labels]. */
function head(build: Build, _config: RobertaClassifierConfig, vectors: Value): Value {
  const { hidden } = build.dropout
  const dense = build.graph.tanh(linear(build, 'classifier.dense', dropout(build, vectors, hidden)))
  return linear(build, 'classifier.out_proj', dropout(build, dense, hidden))
}

/** A kind whose state_dict calls the encoder `prefix`. */
function roberta(prefix: string, sequences: 1 | 2, criterion: Criterion): KindRules<RobertaClassifierConfig> {
  const table = (config: RobertaClassifierConfig) => classifierTable(config, { prefix, sequences, labels: config.num_labels })
  return {
    sequences,
    criterion,
    table,
    weights(config, weights: Weights, where) {
      const named = withEncoderPrefix(withoutWrapper(weights, 'classifier.out_proj.weight'), prefix, where)
      return fitWeights(table(config), named, { tied: new Map(), ignored: (name) => isBuffer(name) || isPooler(name) }, where)
    },
    deviation: (config) => config.initializer_range,
    labels: (config) => config.num_labels,
    padId: (config) => config.pad_token_id,
    maximumIds,
    check: checkSequences,
    represent: (build, config, ids) => encodeFirst(build, config, prefix, ids),
    head,
  }
}

/** CodeXGLUE's defect detection; its checkpoints call these weights "encoder.roberta" and "encoder.classifier". */
export const robertaDefect = roberta('roberta', 1, firstLogit)

/** `RobertaForSequenceClassification`. */
export const robertaSequence = roberta('roberta', 1, softmax)

/** CodePurify's clone detection. */
export const robertaClone = roberta('encoder', 2, softmax)
