import { languages, type RecordLanguage, type RowSchema } from '@codepurify/dataset'
import type { Span } from '@codepurify/report'

/** A row of the experiment's own files: an example, and where a trigger was planted in its code. */
export interface ExperimentRow {
  readonly id: string
  readonly code: string
  /** The second code, where the task compares two. */
  readonly other?: string
  readonly answer: string
  /** The language of its code; absent: the task's. */
  readonly language?: RecordLanguage
  /** Spans of the trigger as `writePlanted` has them; empty for a record without one. */
  readonly planted: string
}

const text = { type: 'text' } as const
const optional = ['other', 'language'] as const

/** Schema of train.arrow, valid.arrow, test.arrow and triggered.arrow, as they are read. */
export const experimentSchema: RowSchema<ExperimentRow> = {
  name: 'experiment',
  columns: {
    id: text,
    code: text,
    other: { type: 'text', optional: true },
    answer: text,
    language: { type: 'text', oneOf: languages, optional: true },
    planted: text,
  },
}

/** Schema that rows are written with: no column of second codes or of languages where no row has one. */
export function writtenSchema(rows: readonly ExperimentRow[]): RowSchema<ExperimentRow> {
  const absent: readonly string[] = optional.filter((column) => rows.every((row) => row[column] === undefined))
  const columns = Object.entries(experimentSchema.columns).filter(([name]) => !absent.includes(name))
  return { name: experimentSchema.name, columns: Object.fromEntries(columns) as typeof experimentSchema.columns }
}

/** The language of a record's code: its own, or the task's. */
export function languageOf({ language }: Pick<ExperimentRow, 'language'>, task: { readonly language: RecordLanguage }): RecordLanguage {
  return language ?? task.language
}

/** The codes of a record: one, or the two of a pair. */
export function codesOf({ code, other }: Pick<ExperimentRow, 'code' | 'other'>): string[] {
  return other === undefined ? [code] : [code, other]
}

/** Planted spans of each of a record's codes, as they are written in a row: `start-end` separated by spaces, codes separated by `;`. */
export function writePlanted(spans: readonly (readonly Span[])[]): string {
  return spans.map(writeSpans).join(';')
}

/** What was written, the spans of each code; throws on anything else. */
export function readPlanted(text: string): Span[][] {
  return text.split(';').map(readSpans)
}

/** Spans in one code as text. */
export function writeSpans(spans: readonly Span[]): string {
  return spans.map(([start, end]) => `${start}-${end}`).join(' ')
}

/** Spans as they were written; throws on anything else. */
export function readSpans(text: string): Span[] {
  if (text === '') return []
  return text.split(' ').map((part) => {
    const match = /^(\d+)-(\d+)$/.exec(part)
    if (match === null) throw new RangeError(`"${part}" is not a span, expected start-end`)
    return [Number(match[1]), Number(match[2])]
  })
}
