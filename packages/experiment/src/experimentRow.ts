import type { RowSchema } from '@codepurify/dataset'
import type { Span } from '@codepurify/report'

/** A row of the experiment's own files: an example, and where a trigger was planted in its code. */
export interface ExperimentRow {
  readonly id: string
  readonly code: string
  readonly answer: string
  /** Spans of the trigger as `start-end`, separated by spaces; empty for a record without one. */
  readonly planted: string
}

/** Schema of train.arrow, valid.arrow, test.arrow and triggered.arrow. */
export const experimentSchema: RowSchema<ExperimentRow> = {
  name: 'experiment',
  columns: { id: { type: 'text' }, code: { type: 'text' }, answer: { type: 'text' }, planted: { type: 'text' } },
}

/** Spans as they are written in a row. */
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
