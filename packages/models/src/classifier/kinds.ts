import type { Value, Weights } from '@codepurify/graph'
import type { NamedSequences } from '../checkSequences.js'
import type { Build } from '../roberta/layers.js'
import type { WeightTable } from '../weights/weightTable.js'
import type { RobertaClassifierConfig } from './classifierConfig.js'
import type { Criterion } from './criteria.js'
import { t5Clone, t5Defect } from '../t5/classifierKinds.js'
import type { T5Config } from '../t5/config.js'
import { robertaClone, robertaDefect, robertaSequence } from './robertaKinds.js'

/** Which config each kind of classifier has; a new kind is a line here and one in `kinds`. */
export interface ClassifierConfigs {
  /** CodeXGLUE's defect `Model` around `RobertaForSequenceClassification`: the sigmoid of the first logit. */
  'roberta-defect': RobertaClassifierConfig
  /** `RobertaForSequenceClassification` with its own softmax and cross-entropy. */
  'roberta-sequence': RobertaClassifierConfig
  /** CodePurify's clone `Model`: two functions encoded apart, their <s> vectors side by side, softmax. */
  'roberta-clone': RobertaClassifierConfig
  /** CodePurify's CodeT5 `DefectModel`: the decoder's state at the last end, softmax. */
  't5-defect': T5Config
  /** CodePurify's CodeT5 `CloneModel`: such states of two functions side by side, softmax. */
  't5-clone': T5Config
}

/** A kind of classifier: encoder and task. */
export type ClassifierKind = keyof ClassifierConfigs

/** What a kind of classifier is made of. */
export interface KindRules<Config> {
  /** Sequences in one input: one function, or the two of a pair. */
  readonly sequences: 1 | 2
  readonly criterion: Criterion
  readonly table: (config: Config) => WeightTable
  /** The weights that the table asks for, from a checkpoint under whichever of the known names; throws listing what does not fit. */
  readonly weights: (config: Config, weights: Weights, where: string) => Weights
  /** Standard deviation of fresh weights whose table states none. */
  readonly deviation: (config: Config) => number
  /** Logits of the head. */
  readonly labels: (config: Config) => number
  readonly padId: (config: Config) => number
  /** The most ids that a sequence may have. */
  readonly maximumIds: (config: Config) => number
  /** Throws listing the sequences that do not fit the model. */
  readonly check: (config: Config, sequences: NamedSequences) => void
  /** ids int32 [R, S], padded -> one vector for each sequence, [R, width]. */
  readonly represent: (build: Build, config: Config, ids: Value) => Value
  /** The vectors of each input side by side, [B, sequences * width] -> logits [B, labels]. */
  readonly head: (build: Build, config: Config, vectors: Value) => Value
}

const kinds: { readonly [Kind in ClassifierKind]: KindRules<ClassifierConfigs[Kind]> } = {
  'roberta-defect': robertaDefect,
  'roberta-sequence': robertaSequence,
  'roberta-clone': robertaClone,
  't5-defect': t5Defect,
  't5-clone': t5Clone,
}

/** The kinds of classifier by name. */
export const classifierKinds = Object.keys(kinds) as readonly ClassifierKind[]

/** The rules of a kind; throws on an unknown name, listing the known ones. */
export function rulesOf<Kind extends ClassifierKind>(kind: Kind): KindRules<ClassifierConfigs[Kind]> {
  if (!Object.hasOwn(kinds, kind)) throw new RangeError(`No kind of classifier "${kind}". Known kinds: ${classifierKinds.join(', ')}`)
  return kinds[kind]
}
