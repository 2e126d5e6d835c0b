/** @file Experiment: the stages of an attack and its defence, their files, and the program around them. */
export { answers, type Answer, type LabelledRecord, type NamedFunction } from './classification/answers.js'
export { classifierEvalSchema, type ClassifierEval } from './classification/classifierEvalSchema.js'
export { evaluateCheckpoint, type EvaluateOptions } from './classification/evaluateCheckpoint.js'
export {
  checkpointEvaluation,
  evaluationMain,
  type CheckpointEvaluation,
  type EvaluationArguments,
  type EvaluationProgram,
} from './classification/evaluationProgram.js'
export { labelMetrics } from './classification/labelMetrics.js'
export { classifierModel, type ClassifierFamily } from './victims/classifierModel.js'
export { codebertClassifier } from './victims/codebertClassifier.js'
export { codebertSeq2Seq } from './victims/codebertSeq2Seq.js'
export { codet5Classifier } from './victims/codet5Classifier.js'
export { codet5Seq2Seq } from './victims/codet5Seq2Seq.js'
export { guardModel, type GuardedModel, type GuardModelOptions } from './victims/guardModel.js'
export { command } from './program/command.js'
export { commands } from './program/commands.js'
export { main } from './program/main.js'
export type { Surroundings } from './program/surroundings.js'
export { experimentSchema, type ExperimentRow } from './records/experimentRow.js'
export { knownName } from './options/knownName.js'
export type { Codes, FitReport, FitRequest, Guard, GuardOptions, Model, OpenModel } from './victims/model.js'
export type { Options, Settings } from './options/options.js'
export { progressOn, silent, type Progress, type Step } from './progress.js'
export type { PurifiedRecord } from './defences/purifiedRecord.js'
export {
  attackSchema,
  benchSchema,
  evalSchema,
  filterSchema,
  poisonSchema,
  purifySchema,
  sampleSchema,
  trainSchema,
} from './results/resultSchema.js'
export type {
  AttackResult,
  BenchResult,
  EvalResult,
  FailedCell,
  FilterResult,
  PoisonResult,
  PurifyResult,
  SampleResult,
  TrainResult,
} from './results/resultSchema.js'
export { readmeTables } from './results/readmeTables.js'
export { parseResults, type ResultRow, type Results } from './results/resultsFile.js'
export { readResult, type Context } from './folders/stage.js'
export { embeddedSource, importedSource } from './records/sources.js'
export type { Example, Pair, Profile, Source, StartFolders, Task, TaskMetric, Training } from './task.js'
export { checkThreads } from './options/checkThreads.js'
export { asUsageError, UsageError } from './options/usageError.js'
