import {
  checkRow,
  type CloneRecord,
  cloneSchema,
  type DefectRecord,
  defectSchema,
  readFunctions,
  readPairs,
  readRows,
  type Reject,
  type RepairRecord,
  repairSchema,
  RowError,
  type RowSchema,
  type Split,
  type SummaryRecord,
  summarySchema,
} from '@codepurify/dataset'
import { join } from 'node:path'

/** A public data set: what its records are, which files of the folder hold them, and how they are read. */
export interface PublicSet<T> {
  readonly task: string
  readonly schema: RowSchema<T>
  /** The files that are read, relative to the data folder. */
  readonly files: readonly string[]
  read(folder: string, onReject: (reject: Reject) => void): AsyncIterable<T>
}

/** The names of the public data sets that can be imported. */
export type PublicSetName = 'bugs2fix_small' | 'devign' | 'bigclonebench' | 'deepcom_mini' | 'tlcodesum'

const text = { type: 'text' } as const

/** Bugs2Fix, small (Tufano et al., 2019): Java methods before and after a fix. */
const bugs2fixSmall = rowSet<RepairRecord, { buggy: string; fixed: string }>({
  task: 'repair',
  schema: repairSchema,
  parts: { train: 'bugs2fix_small/train.jsonl.gz', valid: 'bugs2fix_small/valid.jsonl.gz' },
  row: { name: 'Bugs2Fix', columns: { buggy: text, fixed: text } },
  convert: ({ buggy, fixed }, place) => ({ ...place, code: buggy, fixed, language: 'java' }),
})

/** Devign (Zhou et al., 2019), in CodeXGLUE's split: C functions, 1 = vulnerable. */
const devign = rowSet<DefectRecord, { project: string; target: number; func: string }>({
  task: 'defect',
  schema: defectSchema,
  parts: { train: 'devign/train.jsonl.gz', valid: 'devign/valid.jsonl.gz' },
  row: { name: 'Devign', columns: { project: text, target: { type: 'integer', minimum: 0, maximum: 1 }, func: text } },
  convert: ({ project, target, func }, place) => ({ ...place, code: func, label: target, language: 'c', project }),
})

const summaryRow = { name: 'summary', columns: { code: text, nl: text } } as const

/** DeepCom (Hu et al., 2018), a small part: Java methods and a sentence, both tokenised. */
const deepcomMini = rowSet<SummaryRecord, { code: string; nl: string }>({
  task: 'summary',
  schema: summarySchema,
  parts: { train: 'java_summaries/deepcom_mini/train.jsonl.gz', valid: 'java_summaries/deepcom_mini/valid.jsonl.gz' },
  row: summaryRow,
  convert: ({ code, nl }, place) => ({ ...place, code, summary: nl, language: 'java' }),
})

/** TL-CodeSum (Hu et al., 2018): its validation part, which serves as training data here. */
const tlcodesum = rowSet<SummaryRecord, { code: string; nl: string }>({
  task: 'summary',
  schema: summarySchema,
  parts: { train: 'java_summaries/tlcodesum/valid.jsonl.gz' },
  row: summaryRow,
  convert: ({ code, nl }, place) => ({ ...place, code, summary: nl, language: 'java' }),
})

/** BigCloneBench (Svajlenko et al., 2014), in CodeXGLUE's form: pairs of Java functions, 1 = clones. `test` is the sample that ALERT's authors attack. */
const bigclonebench: PublicSet<CloneRecord> = {
  task: 'clone',
  schema: cloneSchema,
  files: [
    'bigclonebench/data.jsonl.gz',
    'bigclonebench/new_train.txt',
    'bigclonebench/new_valid.txt',
    'bigclonebench/alert_test_sampled.txt',
  ],
  async *read(folder, onReject) {
    const functions = await readFunctions(join(folder, 'bigclonebench/data.jsonl.gz'), { onReject })
    const parts: readonly [Split, string][] = [
      ['train', 'new_train.txt'],
      ['valid', 'new_valid.txt'],
      ['test', 'alert_test_sampled.txt'],
    ]
    for (const [split, file] of parts) {
      for await (const { line, first, second, label } of readPairs(join(folder, 'bigclonebench', file), functions, { onReject }))
        yield {
          id: `${split}-${line}`,
          code: functions.get(first) ?? '',
          other: functions.get(second) ?? '',
          label,
          language: 'java',
          split,
        }
    }
  },
}

/** The public data sets by name. */
export const publicSets = { bugs2fix_small: bugs2fixSmall, devign, bigclonebench, deepcom_mini: deepcomMini, tlcodesum } satisfies Record<
  PublicSetName,
  PublicSet<RepairRecord> | PublicSet<DefectRecord> | PublicSet<CloneRecord> | PublicSet<SummaryRecord>
>

interface Place {
  readonly id: string
  readonly split: Split
}

/** A set whose files hold one record in each row, one file for each part. */
function rowSet<T, Row>({
  task,
  schema,
  parts,
  row,
  convert,
}: {
  task: string
  schema: RowSchema<T>
  parts: Partial<Record<Split, string>>
  row: RowSchema<Row>
  convert: (row: Row, place: Place) => T
}): PublicSet<T> {
  const entries = Object.entries(parts) as [Split, string][]
  return {
    task,
    schema,
    files: entries.map(([, file]) => file),
    async *read(folder, onReject) {
      for (const [split, file] of entries) {
        yield* readRows(join(folder, file), (value, line) => notEmpty(convert(checkRow(value, row), { id: `${split}-${line}`, split })), {
          onReject,
        })
      }
    },
  }
}

const filled = { code: 'a function', fixed: 'a function', summary: 'a sentence' } as const

function notEmpty<T>(record: T): T {
  for (const [column, expected] of Object.entries(filled)) {
    const value = (record as Readonly<Record<string, unknown>>)[column]
    if (typeof value === 'string' && value.trim() === '') throw new RowError(column, 'empty', expected)
  }
  return record
}
