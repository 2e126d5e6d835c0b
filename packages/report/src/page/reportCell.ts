import type { ComparisonRow } from '../comparisonColumns.js'
import { rateText, type AttackRow, type CleanMetric, type SuspectedRow } from '../attackColumns.js'
import type { ViewedRecord } from '../recordView.js'

/** A record as the page shows it: what the victim said before and behind the defence, and what it should say. */
export interface ReportRecord extends ViewedRecord {
  readonly kind: 'triggered' | 'clean'
  readonly suspected: boolean
  readonly answer: string
  readonly answerDefended: string
  readonly reference: string
}

/** One cell of the page: a row of the table, and what was suspected of its records. */
export interface ReportCell extends AttackRow, SuspectedRow {
  readonly model: string
  readonly seed: number
  readonly defence: string
  readonly stageOfDefence: 'input' | 'data'
  /** What else sets the cell apart (data, profile, variant, start), in words. */
  readonly conditions: string
  /** Training records that were poisoned; null where that is not known. */
  readonly poisoned: number | null
  readonly recordCount: number
  readonly cleanCount: number
  /** Above it a record is suspected. */
  readonly threshold: number | null
  /** True where each label has its own line: suspicions are then what is above it, and the threshold 0. */
  readonly byLabel: boolean
  /** The suspicion of every record; empty where the defence gives none. */
  readonly suspicion: { readonly triggered: readonly number[]; readonly clean: readonly number[] }
  readonly records: readonly ReportRecord[]
}

/** Everything that the page of a task says. */
export interface Report {
  readonly task: string
  /** What the paper's Table II calls the task. */
  readonly paperName: string
  readonly metrics: readonly CleanMetric[]
  readonly cells: readonly ReportCell[]
  /** CodePurify beside the other defences of the cells. */
  readonly comparisons: readonly ComparisonRow[]
  /** What was left out and why. */
  readonly notes: readonly string[]
}

/** A cell in a few words. */
export function cellTitle({ model, attack, rate, seed, defence, conditions }: ReportCell): string {
  return `${model}, ${attack} at ${rateText(rate)}, ${defence}${seed === 1 ? '' : `, seed ${seed}`}${conditions === '' ? '' : ` (${conditions})`}`
}
