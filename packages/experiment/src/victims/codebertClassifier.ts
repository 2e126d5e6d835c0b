import { random } from '@codepurify/metrics'
import type { RobertaClassifierConfig } from '@codepurify/models'
import { classifierModel } from './classifierModel.js'
import type { Model } from './model.js'

/** The official heads on CodeBERT: logits, and codes that are read at once. */
const heads = {
  /** Defect detection: the sigmoid of one logit. */
  'roberta-defect': { labels: 1, codes: 1 },
  /** Clone detection: both functions' vectors side by side, softmax of two logits. */
  'roberta-clone': { labels: 2, codes: 2 },
} as const

/** CodeBERT with one of the official classification heads, as a model that can be attacked. */
export function codebertClassifier(kind: keyof typeof heads): Model {
  const { codes } = heads[kind]
  return classifierModel({ kind, codes, writesReplacements: true, start: (folder, seed) => startClassifier(kind, folder, seed) })
}

async function startClassifier(kind: keyof typeof heads, folder: string, seed: number) {
  const { encoderWeights, initializeClassifier, parseRobertaClassifierConfig, readCheckpoint, rulesOf } = await import('@codepurify/models')
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind === 't5') throw new Error(`${folder}: holds a CodeT5, expected a CodeBERT (an encoder of RoBERTa's shape)`)
  if (checkpoint.kind === 'classifier') {
    const config = checkpoint.config as RobertaClassifierConfig
    return { config, weights: rulesOf(kind).weights(config, checkpoint.weights, folder) }
  }
  const { labels } = heads[kind]
  const config = parseRobertaClassifierConfig({ ...checkpoint.config, num_labels: labels }, folder)
  const fresh = initializeClassifier(kind, config, random(seed).fork('head'))
  const weights = new Map([...fresh, ...encoderWeights(config, checkpoint.weights, prefixOf(fresh.keys()), folder)])
  return { config, weights, fresh: true }
}

/** What the kind calls its encoder. */
function prefixOf(names: Iterable<string>): string {
  for (const name of names) {
    const found = /^(\w+)\.embeddings\.word_embeddings\.weight$/u.exec(name)
    if (found?.[1] !== undefined) return found[1]
  }
  throw new RangeError('the classifier has no word embeddings')
}
