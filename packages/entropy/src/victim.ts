/** @file The model under attack, seen from the defence: a black box that answers and says how sure it is of an answer. */
import type { Piece } from '@codepurify/tokenizer'

/** What a victim reads: text with `<unk>` pieces where something is hidden. */
export type Source = readonly Piece[]

/** What a generating victim writes: the text, and its token ids with `<s>` and, when the model ended by itself, `</s>`. */
export interface GeneratedAnswer {
  readonly text: string
  readonly ids: readonly number[]
  /** Its surprise given the source that it answers, where the victim learned it by writing the answer. */
  readonly surprise?: number
}

/** What a classifying victim decides: the label and the probability it gives to it. */
export interface LabelAnswer {
  readonly label: number
  readonly probability: number
}

/** A victim's answer to one source. */
export type Answer = GeneratedAnswer | LabelAnswer

/** How a source meets the model's window. */
export interface Measure {
  /** Tokens of the whole source, before it is cut, without `<s>` and `</s>`. */
  readonly tokens: number
  /** UTF-16 offset into the source's text where the window ends; the text's length when everything fits. */
  readonly reach: number
  /** Token index of every `<unk>` piece, counted without `<s>`. */
  readonly unknowns: readonly number[]
}

/** The model under attack as the defence sees it: outputs only, no weights, no gradients, no training data. */
export interface Victim {
  /** Tokens the model reads at most, `<s>` and `</s>` included. */
  readonly maximumLength: number
  /**
   * What the default rule leaves where it hides a unit: `<unk>`, which is the default, or nothing. A classifier that never met `<unk>` while it learnt takes the token itself for a
   * reason to change its mind, on triggered records too.
   */
  readonly hides?: 'unk' | 'nothing'
  /** Answers every source; one call for many, so that the model can batch them by length. */
  answer(sources: readonly Source[]): Promise<Answer[]>
  /** Generation: mean token cross-entropy (nats) of the answer given the source. Classification: 1 - P(label). One call for many. */
  surprise(requests: readonly SurpriseRequest[]): Promise<Float64Array>
  /** Where the source ends for the model. */
  measure(source: Source): Measure
  /** Which tokens of an answer (of its ids after the first) count beside a text: those that do not repeat its words. Undefined where all do; absent: they always do. */
  besides?(answer: Answer, text: string): readonly boolean[] | undefined
  /** The answer after a round trip through its text, as the paper's rule scores it; absent: answers are scored as given. */
  reread?(answer: Answer): Answer
}

/** An answer whose surprise is asked for, given a source. */
export interface SurpriseRequest {
  readonly source: Source
  readonly answer: Answer
  /** Which tokens of the answer count; the others add nothing to the mean. Absent: all. */
  readonly counted?: readonly boolean[]
}

/** True for the answer of a generating victim. */
export const isGenerated = (answer: Answer): answer is GeneratedAnswer => 'ids' in answer
