import type { Defence, Defended, DefenceInput, Inspection, Line, Reading, Setting, TrainingRecord } from '@codepurify/defences'
import type { Options } from '../options/options.js'
import type { Step } from '../progress.js'
import type { Lengths, StartFolders, Training } from '../task.js'

/** A model that can be attacked, as the stages see it. One object a model; the stages know no layers. */
export interface Model {
  /** The folders to start from: the victim's, and the masked language model's that the defence writes with. */
  start(o: { readonly weights?: StartFolders; readonly checkpoint?: string; readonly maskedLm?: string }): StartFolders
  /** The file of a folder that says how text becomes tokens; a UsageError where there is none. */
  tokenizerFile(folder: string): string
  /** Counts a text's tokens, <s> and </s> included, with the tokenizer of a folder. */
  tokenCounter(folder: string): Promise<(text: string) => number>
  /** Fits the model of folder `from` to the pairs and writes it to folder `to`; an interrupted fit is taken up from its checkpoints. */
  fit(o: FitRequest): Promise<FitReport>
  /** Opens a fitted model. */
  open(folder: string, o: OpenOptions): Promise<OpenModel>
}

/** How a fitted model is opened. */
export interface OpenOptions extends Lengths {
  readonly device: Options['device']
  /** Whether its answers are sentences about the code. */
  readonly prose?: boolean
}

/** What `fit` is asked for. */
export interface FitRequest extends Lengths {
  readonly from: string
  readonly to: string
  /** A folder for checkpoints, of this very fit and no other. */
  readonly checkpoints: string
  readonly pairs: readonly { readonly code: string; readonly other?: string; readonly answer: string }[]
  readonly training: Training
  readonly device: Options['device']
  readonly seed: number
  readonly step: Step
  readonly signal: AbortSignal
}

/** What `fit` has to say. */
export interface FitReport {
  readonly steps: number
  /** Mean loss, nats a token, over the last twentieth of the steps. */
  readonly loss: number
  /** Seconds of the steps that an earlier process made, which was killed or stopped. */
  readonly earlierSeconds: number
  readonly parameters: number
  /** Pairs that were longer than the model and were cut. */
  readonly cut: number
}

/** The codes of a record: one, or the two of a pair. */
export type Codes = readonly string[]

/** A model that answers. */
export interface OpenModel {
  /** The model's answer to each record; of a classifier the label's digits. */
  answer(records: readonly Codes[]): Promise<string[]>
  /** What it makes of each code before it decides, a vector each; a record's representation is those of its codes one after the other. */
  encode(codes: readonly string[]): Promise<readonly Float32Array[]>
  /** A defence set up for it. */
  guard(defence: Defence, o: GuardOptions): Promise<Guard>
  release(): Promise<void>
}

/** How a defence is set up. */
export interface GuardOptions {
  /** The folder of the masked language model that writes replacements and tells how usual a text is. */
  readonly maskedLm: string
  readonly setting: Setting
  /** Which of the published thresholds the paper's rule takes: the first of these that there is, as `repair/codebert`, or `clone/codet5/bnc-fixed/0.05`. */
  readonly paperVariants: readonly string[]
  readonly seed: number
  readonly device: Options['device']
  /** Validation records, taken to be clean, that an input-stage defence may ask the victim about. */
  readonly clean?: readonly DefenceInput[]
  /** Vectors of codes from elsewhere, in place of asking the model for them. */
  readonly encode?: OpenModel['encode']
}

/** A defence at work on a model: the functions of its stage, the others throw. */
export interface Guard {
  /** How suspicious each record is; asked of clean validation records, to draw the line. */
  suspicion(inputs: readonly DefenceInput[]): Promise<Reading[]>
  /** The line from clean readings. */
  threshold(clean: readonly Reading[]): Line
  defend(inputs: readonly DefenceInput[], line: Line): Promise<Defended[]>
  /** Says which training records to leave out. */
  inspect(records: readonly TrainingRecord[], clean: readonly TrainingRecord[]): Promise<Inspection>
  release(): Promise<void>
}
