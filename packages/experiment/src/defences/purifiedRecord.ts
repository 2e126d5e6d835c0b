import { readFile } from 'node:fs/promises'
import { sha256 } from '@codepurify/dataset'
import type { Defended } from '@codepurify/defences'
import { overlaps } from '@codepurify/metrics'
import type { Span, ViewedRecord } from '@codepurify/report'
import { z } from 'zod'
import { codesOf, readPlanted, type ExperimentRow } from '../records/experimentRow.js'
import { gives } from '../measures/measures.js'
import { parsedFile } from '../results/parsedFile.js'
import type { Provenance } from '../results/resultSchema.js'

/** A line of purified.jsonl: one record before and after the defence, with every unit's score. The two codes of a pair stand in one text, an empty line between them. */
export interface PurifiedRecord extends ViewedRecord {
  readonly kind: 'triggered' | 'clean'
  readonly units: readonly { readonly spans: readonly Span[]; readonly score: number }[]
  readonly top: number | null
  readonly suspected: boolean
  readonly suspicion: number
  readonly modelCalls: number
  /** The victim's answer without and with the defence, and what it should be. */
  readonly answer: string
  readonly answerDefended: string
  readonly reference: string
  /** Why the record could not be analysed. */
  readonly problem?: string
}

const span = z.tuple([z.number(), z.number()])
// JSON has null for a number that is not finite
const score = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)
const purifiedSchema: z.ZodType<PurifiedRecord> = z.object({
  kind: z.enum(['triggered', 'clean']),
  id: z.string(),
  code: z.string(),
  planted: z.array(span),
  units: z.array(z.object({ spans: z.array(span), score })),
  top: z.number().nullable(),
  purified: z.string(),
  suspected: z.boolean(),
  suspicion: score,
  modelCalls: z.number(),
  answer: z.string(),
  answerDefended: z.string(),
  reference: z.string(),
  problem: z.string().exactOptional(),
})

const between = '\n\n'

/** A row and what the defence and the victim made of it, as a line of purified.jsonl. */
export function purifiedRecord(
  kind: PurifiedRecord['kind'],
  row: ExperimentRow,
  defended: Defended | undefined,
  answer = '',
  answerDefended = '',
): PurifiedRecord {
  if (defended === undefined) throw new Error(`record ${row.id} did not come back from the defence`)
  const { parts, places, top, suspected, suspicion, modelCalls, problem } = defended
  const codes = codesOf(row)
  const starts = codes.map((_, i) => codes.slice(0, i).reduce((sum, code) => sum + code.length + between.length, 0))
  const moved = (spans: readonly Span[], part: number): Span[] =>
    spans.map(([start, end]): Span => [start + (starts[part] ?? 0), end + (starts[part] ?? 0)])
  return {
    kind,
    id: row.id,
    code: codes.join(between),
    planted: readPlanted(row.planted).flatMap(moved),
    units: places.map(({ part, spans, score }) => ({ spans: moved(spans, part), score })),
    top,
    purified: parts.join(between),
    suspected,
    suspicion,
    modelCalls,
    answer,
    answerDefended,
    reference: row.answer,
    ...(problem === undefined ? {} : { problem }),
  }
}

/** Reads a result's purified.jsonl. Throws where there is none, where a line is no such record, and where they are not the records that the result was made with. */
export async function readPurified(file: string, { outputs }: Pick<Provenance, 'outputs'>): Promise<PurifiedRecord[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${file} cannot be read. Run purify with --again.`, { cause: error })
  })
  const records = text.split('\n').flatMap((line, i) => {
    return line === '' ? [] : [parsedFile(purifiedSchema, line, `${file}: line ${i + 1}`, 'Run purify with --again.')]
  })
  if (sha256(text) !== outputs['records'])
    throw new Error(`${file}: these are not the records that its result was made with. Run purify with --again.`)
  return records
}

/** Whether the most suspicious place of a record lies on what was planted in that code. */
export function located({ planted }: ExperimentRow, defended: Defended | undefined): boolean {
  const top = typeof defended?.top !== 'number' ? undefined : defended.places[defended.top]
  return top !== undefined && overlaps(top.spans, readPlanted(planted)[top.part] ?? [])
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
