/** @file Tokenizer: which tokens is it, and where in the text does each stand? */
export { framed } from './framed.js'
export { Tokenizer, type Piece, type Encoding, type EncodeOptions, type SpecialIds, type TokenSpan } from './tokenizer.js'
export { trainBytePairEncoding, type TrainingOptions } from './trainBytePairEncoding.js'
export type { LayoutName } from './vocabularyLayout.js'
