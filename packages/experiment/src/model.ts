import type { RecordLanguage } from '@codepurify/dataset'
import type { Span } from '@codepurify/report'
import type { Options } from './options.js'
import type { Step } from './progress.js'
import type { StartFolders, Training } from './task.js'

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
  open(folder: string, o: { readonly maximumLength: number; readonly device: Options['device'] }): Promise<OpenModel>
}

/** What `fit` is asked for. */
export interface FitRequest {
  readonly from: string
  readonly to: string
  /** A folder for checkpoints, of this very fit and no other. */
  readonly checkpoints: string
  readonly pairs: readonly { readonly code: string; readonly answer: string }[]
  readonly training: Training
  readonly maximumLength: number
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
  readonly parameters: number
  /** Pairs that were longer than the model and were cut. */
  readonly cut: number
}

/** A model that answers. */
export interface OpenModel {
  /** The model's answer to each code. */
  answer(codes: readonly string[]): Promise<string[]>
  /** The defence in front of it; `maskedLm` is the folder of the model that writes replacements. */
  guard(o: GuardOptions): Promise<Guard>
  release(): Promise<void>
}

/** How the defence is set up. */
export interface GuardOptions {
  readonly maskedLm: string
  readonly rule: Options['rule']
  readonly language: RecordLanguage
  /** Which of the published thresholds `--rule paper` takes, as `repair/codebert`. */
  readonly paperVariant: string
  readonly device: Options['device']
}

/** The defence in front of a model. */
export interface Guard {
  /** What the rule's threshold is compared with, for clean records; lower is more suspicious. */
  statistics(codes: readonly string[]): Promise<number[]>
  /** The threshold: the published one of `--rule paper`, or from clean statistics for a stated false-positive rate. */
  threshold(clean: readonly number[], o: { readonly falsePositiveRate: number }): number
  purify(codes: readonly string[], o: { readonly threshold: number }): Promise<PurifiedCode[]>
  release(): Promise<void>
}

/** One record after the defence. */
export interface PurifiedCode {
  readonly purified: string
  /** The model's answer to the purified code, where the defence asked for it. */
  readonly answer: string | null
  readonly suspected: boolean
  /** Of the first round, on the code as it came: every unit with its score. */
  readonly units: readonly { readonly spans: readonly Span[]; readonly score: number }[]
  /** The place in `units` of the most suspicious one. */
  readonly top: number | null
  readonly parsedBefore: boolean
  readonly parses: boolean
  readonly modelCalls: number
  /** Why the record could not be analysed; it then goes through unchanged. */
  readonly problem?: string
}
