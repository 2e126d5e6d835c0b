import type { Weights } from '@codepurify/graph'
import { parseT5Config } from '../t5/config.js'
import { parseRobertaClassifierConfig } from './classifierConfig.js'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from './kinds.js'

/** A classifier found in a checkpoint: its kind, config, and weights under the names of the kind's table. */
export type FoundClassifier = {
  [Kind in ClassifierKind]: { readonly kind: Kind; readonly config: ClassifierConfigs[Kind]; readonly weights: Weights }
}[ClassifierKind]

const OUT = 'classifier.out_proj.weight'
const DENSE = 'classifier.dense.weight'
const LINEAR = 'classifier.weight'
const T5_WORDS = 'shared.weight'

const tensor = (weights: Weights, landmark: string) =>
  weights.get([...weights.keys()].find((name) => name === landmark || name.endsWith(`.${landmark}`)) ?? '')

const has = (weights: Weights, ...landmarks: readonly string[]): boolean =>
  landmarks.every((landmark) => tensor(weights, landmark) !== undefined)

/** Whether a checkpoint has a classification head that is known here, under whichever wrapper: RoBERTa's, or one of CodeT5's two. */
export function hasClassifierHead(weights: Weights): boolean {
  return has(weights, OUT, DENSE) || has(weights, LINEAR, T5_WORDS)
}

/**
 * A classifier from config.json and tensors. Which kind it is is seen from them: T5's embeddings with one linear layer are its defect detection, with a dense layer
 * its clone detection; RoBERTa's dense layer reads one vector of the encoder's width in defect detection and two in clone detection. The number of RoBERTa's logits
 * is read off its last layer, since CodeXGLUE's scripts leave the base model's config beside their weights. Whoever knows that a single-vector model was trained
 * with softmax gives "roberta-sequence" to `Classifier.create` instead. Throws listing every tensor of `where` and every field of `configPath` that does not fit.
 */
export function readClassifier(json: unknown, weights: Weights, where = 'weights', configPath = where): FoundClassifier {
  if (has(weights, T5_WORDS)) {
    const config = parseT5Config(json, configPath)
    const kind = has(weights, DENSE) ? 't5-clone' : 't5-defect'
    return { kind, config, weights: rulesOf(kind).weights(config, weights, where) }
  }
  const labels = tensor(weights, OUT)?.shape[0]
  const inputs = tensor(weights, DENSE)?.shape[1]
  if (labels === undefined || inputs === undefined)
    throw new RangeError(`${where}: no tensor ends in "${OUT}" or none in "${DENSE}", expected both of a RoBERTa classification head`)
  const fields = typeof json === 'object' && json !== null ? json : {}
  const config = parseRobertaClassifierConfig({ ...fields, num_labels: labels }, configPath)
  const kind = inputs === 2 * config.hidden_size ? 'roberta-clone' : 'roberta-defect'
  return { kind, config, weights: rulesOf(kind).weights(config, weights, where) }
}
