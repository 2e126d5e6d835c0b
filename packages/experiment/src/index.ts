/** @file Experiment: the stages of an attack and its defence, their files, and the program around them. */
export { answers, type Answer, type LabelledRecord, type NamedFunction } from './classification/answers.js'
export { classifierEvalSchema, type ClassifierEval } from './classification/classifierEvalSchema.js'
export { codeEncoder, type EncodedCode } from './classification/codeEncoder.js'
export { evaluateCheckpoint, type EvaluateOptions } from './classification/evaluateCheckpoint.js'
export {
  checkpointEvaluation,
  evaluationMain,
  type CheckpointEvaluation,
  type EvaluationArguments,
  type EvaluationProgram,
} from './classification/evaluationProgram.js'
export { labelMetrics } from './classification/labelMetrics.js'
export { openClassifier, type OpenedClassifier } from './classification/openClassifier.js'
export { cellsOf, readGrid, type Axes, type Cell } from './options/cells.js'
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
export { experimentSchema, readPlanted, readSpans, writePlanted, writeSpans, type ExperimentRow } from './records/experimentRow.js'
export { folders, type Folders } from './folders/folders.js'
export { knownName, nearest, unknownName } from './options/knownName.js'
export type { Codes, FitReport, FitRequest, Guard, GuardOptions, Model, OpenModel } from './victims/model.js'
export { defenceNames } from './defences/openDefence.js'
export { attackNames } from './stages/openTrigger.js'
export { parseOptions, type Call, type Options, type Settings } from './options/options.js'
export { optionTable } from './options/optionTable.js'
export { inParts } from './folders/parts.js'
export { duration, progressOn, silent, type Progress, type Step } from './progress.js'
export { host, versions, type Host } from './folders/provenance.js'
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
export { parseResults, resultsSchema, resultsText, type ResultRow, type Results } from './results/resultsFile.js'
export { readResult, runStage, type Context, type Stage } from './folders/stage.js'
export { embeddedSource, importedSource } from './records/sources.js'
export { stageNames, type StageName } from './stages/stages.js'
export type { Example, Pair, Profile, Source, StartFolders, Task, TaskMetric, Training } from './task.js'
export { UsageError } from './options/usageError.js'
