import type { Answer, LabelThresholds, PaperVariant, Source, Victim } from '@codepurify/entropy'
import type { MaskFiller, TextCodec } from '@codepurify/purification'
import type { LanguageName, Span } from '@codepurify/syntax'

/** What a defence asks of its context; one that is missing is an error that names it. */
export type Need = 'victim' | 'representations' | 'perplexity' | 'maskedLm' | 'tokenizer' | 'paperVariant'

/**
 * Where the line between clean and poisoned is drawn. `matched`: every defence at the same false-positive rate, from clean validation records alone, so that the
 * comparison is fair. `published`: as the paper or its official code draws it, with the knowledge that it takes for granted (the true poison rate, a tuned bar).
 */
export type Setting =
  { readonly mode: 'matched'; readonly falsePositiveRate: number } | { readonly mode: 'published'; readonly poisonRate?: number }

/** How unlikely texts are to a language model that is not the victim: perplexities, in order; NaN where a text has no token. */
export type Perplexity = (texts: readonly string[]) => Promise<Float64Array>

/** A record as a model reads it. */
export interface DefenceInput {
  readonly id: string
  /** The code: one function, or two where the task compares two. */
  readonly parts: readonly string[]
  readonly language: LanguageName
}

/** A training record. */
export interface TrainingRecord extends DefenceInput {
  /** The reference answer as text; a label's digits for a classifier. */
  readonly answer: string
  /** The class, where the task has classes. */
  readonly label?: number
}

/** What defences work with. Only what a defence's `needs` names has to be there. */
export interface DefenceContext {
  readonly seed: number
  readonly setting: Setting
  /** The model under attack (for data-stage defences: trained on the records that are inspected). */
  readonly victim?: Victim
  /** How the parts of a record become what the victim reads; by default the only part, as it is. Needed where records have two parts. */
  readonly join?: (parts: readonly Source[]) => Source
  /** The victim's representation of each record, of one width: for a classifier the vector before the head, for a generator a state of its encoder, or the mean of all. */
  readonly representations?: (records: readonly TrainingRecord[]) => Promise<readonly Float32Array[]>
  readonly perplexity?: Perplexity
  readonly maskedLm?: MaskFiller
  /** The masked language model's. */
  readonly tokenizer?: TextCodec
  /** Which published threshold `codepurify-paper` takes in the published setting. */
  readonly paperVariant?: PaperVariant
  /** Inputs that are taken to be clean, such as validation records: `codepurify` puts the units of a labelled record into some of them. */
  readonly clean?: readonly DefenceInput[]
  readonly onProgress?: (done: number, all: number) => void
}

/** What a defence is, whatever its stage. */
interface Described {
  /** For tables. */
  readonly title: string
  /** Where it was published. */
  readonly source: string
  readonly needs: readonly Need[]
  /** The kinds of victims that it is defined for. */
  readonly victims: 'classifier' | 'any'
  /** How its line is drawn, in one sentence for each setting. */
  readonly line: { readonly matched: string; readonly published: string }
}

/** What a data-stage defence thinks of the training records. */
export interface Inspection {
  /** One finite number a record; higher is more suspicious. */
  readonly suspicion: Float64Array
  /** Records above it are dropped; absent where the published setting drops by another rule. */
  readonly threshold?: number
  /** Indices of the records to leave out, ascending; the caller retrains on the others. */
  readonly drop: readonly number[]
  /** What a person may want to read: trigger tokens that were found, sizes of clusters. */
  readonly remarks: readonly string[]
}

/** A defence that filters training records before the model is trained again. */
export interface DataDefence extends Described {
  readonly stage: 'data'
  /**
   * Says which training records to drop. `clean` are validation records that are taken to be clean: the matched setting draws its line from them, and defences that
   * need held-out records use them. Throws where a need is missing or the setting makes no sense.
   */
  inspect(o: {
    readonly records: readonly TrainingRecord[]
    readonly clean: readonly TrainingRecord[]
    readonly context: DefenceContext
  }): Promise<Inspection>
}

/** A place in one part of an input, and how suspicious it is. */
export interface ScoredPlace {
  readonly part: number
  readonly spans: readonly Span[]
  readonly score: number
}

/** An input after an input-stage defence. */
export interface Defended {
  readonly id: string
  /** What the victim should read; the input's own parts where `changed` is false. */
  readonly parts: readonly string[]
  readonly changed: boolean
  readonly suspected: boolean
  /** What the threshold is compared with: finite; higher is more suspicious. Where each label has a line of its own, how far above it, so that the line is 0. */
  readonly suspicion: number
  /** Places with their scores, in the input's own parts, for display and for localisation. */
  readonly places: readonly ScoredPlace[]
  /** The place in `places` of the most suspicious one. */
  readonly top: number | null
  /** The answer that stands, where the defence decides or knows it; absent: ask the victim about `parts`. */
  readonly answer?: Answer
  /** Sequences that went through the victim and the masked language model; of ONION texts whose perplexity was asked for, each of up to six sequences. */
  readonly modelCalls: number
  /** Why the input could not be analysed; it then goes through unchanged. */
  readonly problem?: string
}

/** How suspicious an input is: finite, higher is more suspicious. */
export interface Reading {
  readonly suspicion: number
  /** The victim's label for it, where the defence draws a line for each. */
  readonly label?: number
  /** A second suspicion with lines of its own, where the defence has one: how much the label depends on what takes it along. */
  readonly dependence?: number
}

/** What a suspicion is compared with, suspected above it: one number for all, or one for each label and one for the others. Finite. */
export type Line = number | LabelThresholds

/** A defence that stands in front of the victim. Three functions, so that each can be done in parts and taken up again. */
export interface InputDefence extends Described {
  readonly stage: 'input'
  /** Whether the line of the published setting comes from clean readings as well; that of the matched one always does. */
  readonly publishedFromClean?: boolean
  /** The suspicion of each input, in order; asked for clean validation inputs, to draw the line. */
  suspicion(inputs: readonly DefenceInput[], context: DefenceContext): Promise<Reading[]>
  /** The line of the context's setting from clean readings (published: from none, unless `publishedFromClean`). */
  threshold(clean: readonly Reading[], context: DefenceContext): Line
  /** Every input after the defence, in order; one that cannot be analysed is a result with a `problem`. */
  defend(inputs: readonly DefenceInput[], line: Line, context: DefenceContext): Promise<Defended[]>
}

/** A defence. */
export type Defence = DataDefence | InputDefence
