/** @file Where records come from and go to: files read and written row by row, schemas, splits. */
export { writeAtomically, writeFileAtomic } from './atomicFile.js'
export type { OpenForWriting, WritableHandle, Written } from './atomicFile.js'
export { countLines } from './countLines.js'
export { readFunctions, readPairs } from './functionPairs.js'
export type { FunctionPair } from './functionPairs.js'
export { aloneIn, lockFolder } from './folderLock.js'
export type { FolderLock, Waiting } from './folderLock.js'
export { makeFolder } from './makeFolder.js'
export { fileFault } from './fileFault.js'
export { fileFormat, fileFormats } from './fileFormat.js'
export type { FileFormat } from './fileFormat.js'
export { sha256, sha256File } from './hash.js'
export { outputFiles } from './outputFile.js'
export { codeOf, FileError, reasonOf } from './rawRow.js'
export type { RawRow, RowReader } from './rawRow.js'
export { readRecords, readRows, writeRecords } from './records.js'
export type { Reject } from './records.js'
export { RejectFile } from './rejectFile.js'
export { checkRow, longestText, RowError } from './rowSchema.js'
export type { BooleanColumn, Column, Columns, NumberColumn, RowSchema, StructColumn, TextColumn } from './rowSchema.js'
export { cloneSchema, defectSchema, functionSchema, languages, repairSchema, splits, summarySchema } from './schemas.js'
export type {
  CloneRecord,
  DefectRecord,
  FunctionRecord,
  RecordLanguage,
  RepairRecord,
  SourceOfCode,
  Split,
  SummaryRecord,
} from './schemas.js'
export { splitByGroup } from './splitByGroup.js'
export type { SplitOptions } from './splitByGroup.js'
