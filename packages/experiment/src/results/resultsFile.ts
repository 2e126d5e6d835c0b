import { languages } from '@codepurify/dataset'
import type { CleanMetric } from '@codepurify/report'
import { z } from 'zod'
import {
  comparedDefence,
  count,
  failedCell,
  measured,
  provenanceShape,
  purifySchema,
  type ComparedDefence,
  type FailedCell,
} from './resultSchema.js'
import type { Judged } from '../options/ruleRevision.js'
import type { Task } from '../task.js'
import { parsedFile } from './parsedFile.js'

/** A purify result, also of an older program: what that did not write yet has a default. */
export const keptResult = purifySchema.extend({
  defence: purifySchema.shape.defence.default('codepurify'),
  rule: purifySchema.shape.rule.default(null),
  setting: purifySchema.shape.setting.default('matched'),
  stageOfDefence: purifySchema.shape.stageOfDefence.default('input'),
  recovered: measured.nullable().default(null),
  /** A number alone where it had no interval yet. */
  detection: z.union([measured, z.number()]).nullable().default(null),
  problems: count.default(0),
})

/** What a table shows of a purify result: its numbers and the fingerprint of the work, without how it was made. */
export const resultRow = keptResult.omit({ stage: true, options: true, inputs: true, outputs: true, versions: true, host: true }).extend({
  clean: z.record(z.string(), measured),
  cleanDefended: z.record(z.string(), measured),
  /** Which rule of the defence measured it, where rules have changed. */
  ruleRevision: count.optional(),
})

/** A results file: the rows of a table, what their metrics are called, and the command that makes them again. Small enough to be kept beside the code. */
export const resultsSchema = z.object({
  task: z.string(),
  paperName: z.string(),
  command: z.string(),
  metrics: z.array(z.object({ key: z.string(), title: z.string(), scale: z.enum(['share', 'score']) })).nonempty(),
  /** What the rules of defences differ by, of the task. */
  judged: z.object({ kind: z.enum(['generation', 'classification']), prose: z.boolean(), language: z.enum(languages) }),
  /** What the rows were made with, every different set once. */
  versions: z.array(provenanceShape.versions),
  hosts: z.array(provenanceShape.host),
  /** codepurify beside the other defences of the rows. */
  comparisons: z.array(comparedDefence).default([]),
  failed: z.array(failedCell),
  rows: z.array(resultRow),
})

export type KeptResult = z.infer<typeof keptResult>
export type ResultRow = z.infer<typeof resultRow>
export type Results = z.infer<typeof resultsSchema>

/** What a bench found. */
export interface BenchCells {
  readonly rows: readonly KeptResult[]
  readonly comparisons?: readonly ComparedDefence[]
  readonly failed?: readonly FailedCell[]
}

/** Purify results as a results file. */
export function resultsOf<Row>(
  { name, paperName, metrics, kind, prose = false, language }: Pick<Task<Row>, 'name' | 'paperName' | 'metrics' | keyof Judged>,
  command: string,
  { rows, comparisons = [], failed = [] }: BenchCells,
): Results {
  const titles = metrics.map(({ key, title, scale }: CleanMetric) => ({ key, title, scale }))
  const named = (clean: KeptResult['clean']) => Object.fromEntries(titles.map(({ key }) => [key, clean[key]]))
  return resultsSchema.parse({
    task: name,
    paperName,
    command,
    metrics: titles,
    judged: { kind, prose, language },
    versions: different(rows.map(({ versions }) => versions)),
    hosts: different(rows.map(({ host }) => host)),
    comparisons,
    failed,
    rows: rows.map((row) => ({
      ...row,
      clean: named(row.clean),
      cleanDefended: named(row.cleanDefended),
      ruleRevision: row.options['ruleRevision'],
    })),
  })
}

/** The file's text: one row a line, so that a changed number is a changed line. */
export function resultsText(results: Results): string {
  const fields = Object.entries(results).map(([name, value]) => {
    const lines = Array.isArray(value) ? value.map((one) => `\n    ${JSON.stringify(one)}`) : []
    return `  ${JSON.stringify(name)}: ${lines.length > 0 ? `[${lines.join(',')}\n  ]` : JSON.stringify(value)}`
  })
  return `{\n${fields.join(',\n')}\n}\n`
}

/** Reads a results file; the error names the file and the field. */
export function parseResults(text: string, file: string): Results {
  return parsedFile(resultsSchema, text, file, 'Expected what bench writes with --out.')
}

function different<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
