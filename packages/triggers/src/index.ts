/** @file What is planted, where, and is it really dead? */
export { drawDeadStatement, drawStatement } from './bncGrammar.js'
export { provedDead } from './proof.js'
export { pythonRandom, type PythonRandom } from './pythonRandom.js'
export {
  isPlanted,
  triggerLanguage,
  type Draws,
  type NotPlanted,
  type PlantOptions,
  type Planted,
  type PublishedLanguage,
  type Trigger,
  type TriggerLanguage,
  type TriggerName,
  type Variant,
} from './trigger.js'
export { trigger, triggers } from './triggers.js'
