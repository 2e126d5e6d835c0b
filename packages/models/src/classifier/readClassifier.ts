import type { Weights } from '@codepurify/graph'
import { parseRobertaClassifierConfig, type RobertaClassifierConfig } from './classifierConfig.js'
import { rulesOf, type ClassifierKind } from './kinds.js'

/** A classifier found in a checkpoint. */
export interface FoundClassifier {
  readonly kind: ClassifierKind
  readonly config: RobertaClassifierConfig
  /** Under the names of the kind's table. */
  readonly weights: Weights
}

const OUT = 'classifier.out_proj.weight'
const DENSE = 'classifier.dense.weight'

const tensor = (weights: Weights, landmark: string) =>
  weights.get([...weights.keys()].find((name) => name === landmark || name.endsWith(`.${landmark}`)) ?? '')

/** Whether a checkpoint has `RobertaClassificationHead`, under whichever wrapper. */
export function hasClassifierHead(weights: Weights): boolean {
  return tensor(weights, OUT) !== undefined && tensor(weights, DENSE) !== undefined
}

/**
 * A RoBERTa classifier from config.json and tensors. Which kind it is is seen from the head's dense layer: one vector of the encoder's width is defect detection,
 * two are clone detection; the number of logits is read off its last layer, since CodeXGLUE's scripts leave the base model's config beside their weights.
 * Whoever knows that a single-vector model was trained with softmax gives "roberta-sequence" to `Classifier.create` instead. Throws listing every tensor that does not fit.
 */
export function readClassifier(json: unknown, weights: Weights, where = 'weights'): FoundClassifier {
  const labels = tensor(weights, OUT)?.shape[0]
  const inputs = tensor(weights, DENSE)?.shape[1]
  if (labels === undefined || inputs === undefined)
    throw new RangeError(`${where}: no tensor ends in "${OUT}" or none in "${DENSE}", expected both of a RoBERTa classification head`)
  const fields = typeof json === 'object' && json !== null ? json : {}
  const config = parseRobertaClassifierConfig({ ...fields, num_labels: labels }, where)
  const kind: ClassifierKind = inputs === 2 * config.hidden_size ? 'roberta-clone' : 'roberta-defect'
  return { kind, config, weights: rulesOf(kind).weights(config, weights, where) }
}
