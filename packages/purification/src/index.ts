/** @file What goes in the trigger's place? */
export { explainedByEdit } from './explainedByEdit.js'
export type { MaskFiller, MaskRequest, TextCodec, TokenGuess } from './maskedText.js'
export { paperMasks } from './paperMasks.js'
export type { Candidate, Outcome, Purified, PurifyRound } from './purified.js'
export { applyEdit } from './purified.js'
export type { PurifyOptions, PurifyRecord } from './purify.js'
export { purify } from './purify.js'
