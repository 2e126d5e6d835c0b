import type { Weights } from '@codepurify/graph'
import type { Random } from '@codepurify/metrics'
import { initialize } from '../weights/initialize.js'
import type { T5Config } from './config.js'
import { t5Table } from './weightTable.js'

/** Fresh weights as Hugging Face's `T5PreTrainedModel` starts them: normal, with a deviation for each kind of matrix that keeps scores near one without a factor in attention. */
export function initializeT5(config: T5Config, random: Random): Weights {
  return initialize(t5Table(config), { initializer_range: config.initializer_factor }, random)
}
