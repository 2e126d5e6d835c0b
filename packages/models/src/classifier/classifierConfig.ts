import { parseRobertaConfig, type RobertaConfig } from '../roberta/config.js'

/** A RoBERTa encoder with a classification head of `num_labels` logits. */
export interface RobertaClassifierConfig extends RobertaConfig {
  readonly num_labels: number
}

// far above any task, and small enough for a head
const MOST_LABELS = 65536

/**
 * Reads the config.json of a classifier: RoBERTa's fields and `num_labels`, which Hugging Face also writes as `id2label` and takes for 2 where both are left out.
 * Throws on a value that cannot be.
 */
export function parseRobertaClassifierConfig(json: unknown, where = 'config.json'): RobertaClassifierConfig {
  const config = parseRobertaConfig(json, where)
  const { num_labels: stated, id2label } = json as { readonly num_labels?: unknown; readonly id2label?: unknown }
  const named = typeof id2label === 'object' && id2label !== null ? Object.keys(id2label).length : 2
  const labels = stated ?? named
  if (typeof labels !== 'number' || !Number.isInteger(labels) || labels < 1 || labels > MOST_LABELS)
    throw new RangeError(`${where}: "num_labels" is ${JSON.stringify(labels)}, expected a whole number from 1 to ${MOST_LABELS}`)
  return { ...config, num_labels: labels }
}
