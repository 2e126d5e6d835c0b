import { random } from '@codepurify/metrics'
import type { T5Config } from '@codepurify/models'
import type { Weights } from '@codepurify/graph'
import { classifierModel } from './classifierModel.js'
import type { Model } from './model.js'

/** Codes that the official heads on CodeT5 read at once. */
const heads = {
  /** Defect detection: the decoder's state at the end, softmax of two logits. */
  't5-defect': 1,
  /** Clone detection: both functions' states side by side, softmax of two logits. */
  't5-clone': 2,
} as const

type Kind = keyof typeof heads

/** CodeT5 with one of the official classification heads, as a model that can be attacked. It has no masked language model: what it reads is purified with CodeBERT's, through text. */
export function codet5Classifier(kind: Kind): Model {
  return classifierModel({
    kind,
    codes: heads[kind],
    writesReplacements: false,
    start: (folder, seed) => startClassifier(kind, folder, seed),
  })
}

async function startClassifier(
  kind: Kind,
  folder: string,
  seed: number,
): Promise<{ readonly config: T5Config; readonly weights: Weights; readonly fresh?: boolean }> {
  const { initializeClassifier, readCheckpoint, rulesOf } = await import('@codepurify/models')
  const checkpoint = await readCheckpoint(folder)
  if (checkpoint.kind === 'classifier' && checkpoint.classifier === kind) {
    const { config, weights } = checkpoint
    return { config, weights: rulesOf(kind).weights(config, weights, folder) }
  }
  if (checkpoint.kind !== 't5')
    throw new Error(
      `${folder}: holds a model of kind "${checkpoint.kind === 'classifier' ? checkpoint.classifier : checkpoint.kind}", expected "${kind}" or "t5"`,
    )
  const { config, weights } = checkpoint
  const fresh = initializeClassifier(kind, config, random(seed).fork('head'))
  return { config, weights: new Map([...fresh].map(([name, tensor]) => [name, pretrained(name, weights) ?? tensor])), fresh: true }
}

/** The classes around a T5 put its weights behind one more name, and leave its language-model head out. */
function pretrained(name: string, weights: Weights): ReturnType<Weights['get']> {
  return weights.get(name.slice(name.indexOf('.') + 1))
}
