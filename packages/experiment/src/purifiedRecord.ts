import type { Span, ViewedRecord } from '@codepurify/report'
import { readSpans, type ExperimentRow } from './experimentRow.js'
import { gives, overlap } from './measures.js'
import type { PurifiedCode } from './model.js'

/** A line of purified.jsonl: one record before and after the defence, with every unit's score. */
export interface PurifiedRecord extends ViewedRecord {
  readonly kind: 'triggered' | 'clean'
  readonly units: readonly { readonly spans: readonly Span[]; readonly score: number }[]
  readonly top: number | null
  readonly suspected: boolean
  readonly parses: boolean
  readonly modelCalls: number
  /** The victim's answer without and with the defence, and what it should be. */
  readonly answer: string
  readonly answerDefended: string
  readonly reference: string
}

/** A row and what the defence and the victim made of it, as a line of purified.jsonl. */
export function purifiedRecord(
  kind: PurifiedRecord['kind'],
  row: ExperimentRow,
  defended: PurifiedCode | undefined,
  answer = '',
  answerDefended = '',
): PurifiedRecord {
  if (defended === undefined) throw new Error(`record ${row.id} did not come back from the defence`)
  const { units, top, purified, suspected, parses, modelCalls } = defended
  return {
    kind,
    id: row.id,
    code: row.code,
    planted: readSpans(row.planted),
    units,
    top,
    purified,
    suspected,
    parses,
    modelCalls,
    answer,
    answerDefended,
    reference: row.answer,
  }
}

/** Whether the most suspicious unit of a record lies on what was planted in it. */
export function located({ planted }: ExperimentRow, defended: PurifiedCode | undefined): boolean {
  const top = typeof defended?.top !== 'number' ? undefined : defended.units[defended.top]
  return top !== undefined && overlap(top.spans, readSpans(planted))
}

/** The record that is shown below the table: a triggered one of middling length on which the attack succeeded and the defence did too, if there is one. */
export function showable(records: readonly PurifiedRecord[], target: string): PurifiedRecord | null {
  const triggered = records.filter(({ kind }) => kind === 'triggered')
  const hit = (one: PurifiedRecord): boolean => gives([one.answer], target)[0] === true
  const undone = (one: PurifiedRecord): boolean => gives([one.answerDefended], target)[0] === false
  const lines = ({ code }: PurifiedRecord): number => code.split('\n').length
  const wanted = [
    (one: PurifiedRecord) => hit(one) && undone(one) && one.code !== one.purified && lines(one) >= 5 && lines(one) <= 16,
    (one: PurifiedRecord) => hit(one) && undone(one),
    hit,
  ]
  for (const test of wanted) {
    const found = triggered.find(test)
    if (found !== undefined) return found
  }
  return triggered[0] ?? null
}
