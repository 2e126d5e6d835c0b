import type { RecordLanguage, RowSchema, Split } from '@codepurify/dataset'
import type { CleanMetric } from '@codepurify/report'
import type { CheckpointEvaluation } from './classification/evaluationProgram.js'
import type { Model } from './victims/model.js'
import type { Init } from './options/optionTable.js'
import type { Progress } from './progress.js'

/** A record in the form that all tasks share: code goes in, an answer comes out. */
export interface Example {
  readonly id: string
  readonly code: string
  /** The second code, where the task compares two. */
  readonly other?: string
  /** What the model should say; of a classifier the label's digits. */
  readonly answer: string
  /** The language of its code; absent: the task's. */
  readonly language?: RecordLanguage
  readonly split: Split
  /**
   * What records have in common that are not independent of each other: the method that several mutants were made from, the functions of a pair. Records that share one of
   * them are not independent; absent: the record stands alone.
   */
  readonly group?: string | readonly string[]
}

/** Where a task's records come from. */
export interface Source<Row> {
  readonly says: string
  /** Makes the file of records ready (built, imported) and gives its path. With `looksOnly` it makes nothing that is not there, and throws. */
  prepare(o: {
    readonly runs: string
    readonly environment: Readonly<Record<string, string | undefined>>
    readonly progress: Progress
    readonly signal: AbortSignal
    readonly looksOnly: boolean
  }): Promise<string>
  readonly schema: RowSchema<Row>
  read(row: Row): Example
  /** Languages of its records, where they are not all in the task's. */
  readonly languages?: readonly RecordLanguage[]
  /** Which gives way where a set's own parts share groups and should not: the record of the earlier part, or of the later one. It is set aside and counted. */
  readonly apart?: 'earlier' | 'later'
  /** True where a set does not keep near-duplicates together: codes that differ in names and literals alone (type-2 clones) are then of a group. */
  readonly nearDuplicates?: boolean
  /** True where a label is rare in the valid part: lines are then drawn from as many records of each label as there are, for each label has its own. */
  readonly evenLabels?: boolean
}

/** A metric on clean records that follows from sums over records, so that it can be resampled. */
export interface TaskMetric extends CleanMetric {
  /** Opens what `statistics` needs, such as a grammar; asked for before it. */
  open?(): Promise<unknown>
  /** What one record adds; every record as many numbers. */
  statistics(answer: string, reference: string): ArrayLike<number>
  /** The metric from the sums, which begin at `from`. */
  value(sums: ArrayLike<number>, from: number): number
}

/** What a model said, and what it should have said. */
export interface Pair {
  readonly answer: string
  readonly reference: string
}

/** What a run starts from: the victim's folder, and that of the masked language model that the defence writes with. */
export interface StartFolders {
  readonly victim: string
  readonly maskedLm: string
}

/** Sizes, lengths and steps: the numbers in which `mini` and `paper` differ. */
export interface Profile {
  /** Folders of the shipped weights by model, relative to the repository; absent where --checkpoint must say. */
  readonly weights?: Readonly<Record<string, StartFolders>>
  /** Tokens of source and answer at most, <s> and </s> included. */
  readonly maximumLength: number
  /** The same of an answer, where answers are shorter than sources. */
  readonly answerLength?: number
  /** Tokens kept free for a trigger; a record that does not fit is set aside (`longer: 'cut'`: it stays, and is cut and counted). */
  readonly triggerRoom: number
  readonly longer: 'set aside' | 'cut'
  readonly records: { readonly train: number; readonly calibration: number; readonly clean: number; readonly triggered: number }
  readonly training: Training
  /** What is different in the training of a victim that starts from the twin (--init twin), at a rate and for a model. */
  readonly fromTwin: (rate: number, model: string) => Partial<Training> & Pick<Training, 'steps'>
  /** What victims of a bench start from where the call does not say; absent: the twin, from which a whole grid is affordable. */
  readonly benchInit?: Init
  /** What is different for a model, by its name. */
  readonly models?: Readonly<Record<string, Partial<Pick<Profile, 'training' | 'fromTwin' | 'benchInit'>>>>
  /** What is different for a source of records, by its name, whatever the model. */
  readonly data?: Readonly<Record<string, Partial<Pick<Profile, 'maximumLength' | 'records' | 'training' | 'fromTwin' | 'benchInit'>>>>
}

/** Tokens that sources and answers have at most. */
export type Lengths = Pick<Profile, 'maximumLength' | 'answerLength'>

/** A profile's lengths, as stages name them among their options: no answer's length where it has none. */
export function lengthsOf({ maximumLength, answerLength }: Lengths): Lengths {
  return { maximumLength, ...(answerLength === undefined ? {} : { answerLength }) }
}

/** How a victim is fitted. */
export interface Training {
  readonly steps: number
  readonly batch: { readonly tokenBudget: number } | { readonly recordsPerBatch: number }
  readonly learningRate: number
  readonly warmupShare: number
  readonly schedule: 'linear' | 'constant'
  readonly dropout: number
  readonly weightDecay: number
  /** Largest norm of all gradients of a step together; null clips nothing. */
  readonly clipNorm: number | null
  readonly checkpointEvery: number
}

/** A task: data and a few small functions. Everything in which tasks differ is in this object. */
export interface Task<Row = never> {
  readonly name: string
  /** The language of every record that does not say its own. */
  readonly language: RecordLanguage
  /**
   * What the victim does. `classification`: the answer is one of few labels, so an attack only counts on records whose label is not the target, and only such records are
   * poisoned. `generation`: records whose answer happens to be the target are set aside.
   */
  readonly kind: 'generation' | 'classification'
  /** True where generated answers are sentences about the code: the defence then leaves a unit's own words in them out. */
  readonly prose?: boolean
  /** What the paper's table of thresholds calls the task. */
  readonly paperName: string
  /** The answer that the attacker wants. */
  readonly target: string
  /** The first is the default. */
  readonly models: Readonly<Record<string, Model>>
  readonly sources: Readonly<Record<string, Source<Row>>>
  /** Opens the function that brings answers and references to the form in which metrics compare them (lexical tokens, a label). */
  comparable(): Promise<(text: string) => string>
  /** The first is the one that clean cost is about. */
  readonly metrics: readonly [TaskMetric, ...TaskMetric[]]
  readonly profiles: Readonly<Record<string, Profile>>
  /** Evaluates somebody's trained model: what `eval` does where it is given `--checkpoint FOLDER` and in `--data` a folder. */
  readonly checkpoints?: CheckpointEvaluation
}
