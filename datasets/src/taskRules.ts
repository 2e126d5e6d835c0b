import {
  cloneSchema,
  defectSchema,
  type FunctionRecord,
  type RecordLanguage,
  type RowSchema,
  type Split,
  summarySchema,
  writeRecords,
  type Written,
} from '@codepurify/dataset'
import { loadLanguage } from '@codepurify/syntax'
import { makeClones } from './makeClones.js'
import { makeSummaries } from './makeSummaries.js'
import { seedDefects } from './seedDefects.js'

/** The tasks whose records are made out of the corpus on demand; those of program repair belong to the corpus itself. */
export const corpusTasks = ['defect', 'clone', 'summary'] as const

/** One of the tasks whose records are made out of the corpus on demand. */
export type CorpusTask = (typeof corpusTasks)[number]

/** What the making of a task's records is told and tells. */
export interface TaskSetting {
  readonly seed: number
  readonly onFunction: () => void
  readonly onRecord: (record: { readonly split: Split }, kind: string) => void
  readonly onLeft: (reason: string) => void
}

/** How the records of a task are made: the number goes up by one whenever they come out otherwise. */
export interface TaskRule {
  readonly recipe: number
  readonly file: string
  readonly languages: readonly RecordLanguage[]
  write(path: string, functions: readonly FunctionRecord[], setting: TaskSetting): Promise<Written & { readonly records: number }>
}

function rule<T extends { readonly split: Split }>({
  schema,
  kind,
  make,
  ...rest
}: Omit<TaskRule, 'write'> & {
  readonly schema: RowSchema<T>
  readonly kind: (record: T) => string
  readonly make: (functions: readonly FunctionRecord[], setting: TaskSetting) => AsyncIterable<T>
}): TaskRule {
  return {
    ...rest,
    write: (path, functions, setting) => writeRecords(path, counted(make(functions, setting), setting, kind), schema),
  }
}

async function* counted<T extends { readonly split: Split }>(
  records: AsyncIterable<T>,
  { onRecord }: TaskSetting,
  kind: (record: T) => string,
): AsyncIterable<T> {
  for await (const record of records) {
    onRecord(record, kind(record))
    yield record
  }
}

/** How each task's records are made. */
export const taskRules: Readonly<Record<CorpusTask, TaskRule>> = {
  defect: rule({
    recipe: 2,
    file: 'defect-c.arrow',
    languages: ['c'],
    schema: defectSchema,
    kind: ({ operator }) => operator ?? 'clean',
    async *make(functions, { seed, onFunction }) {
      yield* seedDefects(functions, await loadLanguage('c'), { seed, onFunction })
    },
  }),
  clone: rule({
    recipe: 1,
    file: 'clone-java.arrow',
    languages: ['java'],
    schema: cloneSchema,
    kind: ({ kind }) => kind ?? 'unknown',
    async *make(functions, { seed, onFunction }) {
      yield* makeClones(functions, await loadLanguage('java'), { seed, onFunction })
    },
  }),
  summary: rule({
    recipe: 1,
    file: 'summary.arrow',
    languages: ['java', 'javascript'],
    schema: summarySchema,
    kind: ({ language }) => language,
    async *make(functions, { onFunction, onLeft }) {
      await Promise.resolve()
      yield* makeSummaries(functions, { onFunction, onLeft })
    },
  }),
}
