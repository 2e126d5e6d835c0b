/** @file Defences: the baselines beside CodePurify, behind one interface. */
export type {
  DataDefence,
  Defence,
  DefenceContext,
  Defended,
  DefenceInput,
  InputDefence,
  Inspection,
  Line,
  Need,
  Perplexity,
  Reading,
  ScoredPlace,
  Setting,
  TrainingRecord,
} from './defence.js'
export { defence, defences } from './defences.js'
export type { DefenceName } from './defences.js'
export { pseudoPerplexity } from './pseudoPerplexity.js'
export type { MaskScorer, PseudoPerplexityOptions } from './pseudoPerplexity.js'
