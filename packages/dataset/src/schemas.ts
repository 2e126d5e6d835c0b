import type { RowSchema } from './rowSchema.js'

/** The parts that a data set is split into. */
export const splits = ['train', 'valid', 'test'] as const

/** One of the parts that a data set is split into. */
export type Split = (typeof splits)[number]

/** The programming languages that records come in. */
export const languages = ['java', 'c', 'javascript'] as const

/** One of the programming languages that records come in. */
export type RecordLanguage = (typeof languages)[number]

/** Where a piece of code was taken from, so that a user can trace it to its licence. */
export interface SourceOfCode {
  readonly package: string
  readonly version: string
  readonly licence: string
  readonly path: string
}

/** One function as it was written, with what is known about it. `key` is class#method or file#function; `type2` is equal for functions that differ only in names and literals. */
export interface FunctionRecord {
  readonly id: string
  readonly code: string
  readonly language: RecordLanguage
  readonly name: string
  readonly key: string
  readonly type2: string
  readonly doc?: string
  readonly tokens: number
  readonly split: Split
  readonly source: SourceOfCode
}

/** Program repair: a faulty function and the same function without the fault. `operator` names the mutation where the fault is seeded. */
export interface RepairRecord {
  readonly id: string
  readonly code: string
  readonly fixed: string
  readonly language: RecordLanguage
  readonly split: Split
  readonly operator?: string
  readonly source?: SourceOfCode
}

/** Defect detection: a function, and 1 where it is vulnerable. `operator` names the mutation where the defect is seeded. */
export interface DefectRecord {
  readonly id: string
  readonly code: string
  readonly label: number
  readonly language: RecordLanguage
  readonly split: Split
  readonly project?: string
  readonly operator?: string
  readonly source?: SourceOfCode
}

/** Clone detection: two functions, and 1 where they do the same. `kind` says how the pair came about where it was made here; `otherSource` is the second function's. */
export interface CloneRecord {
  readonly id: string
  readonly code: string
  readonly other: string
  readonly label: number
  readonly language: RecordLanguage
  readonly split: Split
  readonly kind?: string
  readonly source?: SourceOfCode
  readonly otherSource?: SourceOfCode
}

/** Code summarization: a function, and one sentence about it. */
export interface SummaryRecord {
  readonly id: string
  readonly code: string
  readonly summary: string
  readonly language: RecordLanguage
  readonly split: Split
  readonly source?: SourceOfCode
}

const text = { type: 'text' } as const
const language = { type: 'text', oneOf: languages } as const
const split = { type: 'text', oneOf: splits } as const
const label = { type: 'integer', minimum: 0, maximum: 1 } as const
const sourceColumns = { package: text, version: text, licence: text, path: text } as const
const optionalText = { type: 'text', optional: true } as const
const source = { type: 'struct', optional: true, columns: sourceColumns } as const

/** Schema of the functions of the embedded corpus. */
export const functionSchema: RowSchema<FunctionRecord> = {
  name: 'function',
  columns: {
    id: text,
    code: text,
    language,
    name: text,
    key: text,
    type2: text,
    doc: { type: 'text', optional: true },
    tokens: { type: 'integer', minimum: 0 },
    split,
    source: { type: 'struct', columns: sourceColumns },
  },
}

/** Schema of program-repair records. */
export const repairSchema: RowSchema<RepairRecord> = {
  name: 'repair',
  columns: {
    id: text,
    code: text,
    fixed: text,
    language,
    split,
    operator: optionalText,
    source,
  },
}

/** Schema of defect-detection records. */
export const defectSchema: RowSchema<DefectRecord> = {
  name: 'defect',
  columns: { id: text, code: text, label, language, split, project: optionalText, operator: optionalText, source },
}

/** Schema of clone-detection records. */
export const cloneSchema: RowSchema<CloneRecord> = {
  name: 'clone',
  columns: { id: text, code: text, other: text, label, language, split, kind: optionalText, source, otherSource: source },
}

/** Schema of code-summarization records. */
export const summarySchema: RowSchema<SummaryRecord> = {
  name: 'summary',
  columns: { id: text, code: text, summary: text, language, split, source },
}
