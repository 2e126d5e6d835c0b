import type { Weights } from '@codepurify/graph'
import type { Random } from '@codepurify/metrics'
import { initialize } from '../weights/initialize.js'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from './kinds.js'

/** Fresh weights of a classifier as Hugging Face starts them; a pretrained encoder's take the place of its own: `new Map([...fresh, ...encoderWeights(…)])`. */
export function initializeClassifier<Kind extends ClassifierKind>(kind: Kind, config: ClassifierConfigs[Kind], random: Random): Weights {
  const { table, deviation } = rulesOf(kind)
  return initialize(table(config), { initializer_range: deviation(config) }, random)
}
