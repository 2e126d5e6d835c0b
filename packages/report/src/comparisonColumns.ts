import type { Measured } from '@codepurify/metrics'
import { atRate, type CleanMetric } from './attackColumns.js'
import { withInterval, written, type Scale } from './measure.js'
import type { Column } from './resultTable.js'

/** A number behind ours, behind the other defence, and ours minus the other's. */
export interface Compared {
  readonly ours: Measured
  readonly other: Measured
  readonly difference: Measured
}

/** CodePurify beside another defence against the same attacks, means over the attacks; `clean` is the task's main metric. */
export interface ComparisonRow {
  readonly model: string
  readonly rate: number
  readonly seed: number
  /** The other one. */
  readonly defence: string
  readonly attacks: readonly string[]
  /** What else sets the victims apart (data, profile, start), in words; absent where all rows agree. */
  readonly conditions?: string
  readonly asrDefended: Compared
  readonly clean: Compared
}

/** The table of comparisons. A difference below zero is a lower ASR_D of ours, one above zero a better clean metric of ours. */
export function comparisonColumns([metric]: readonly CleanMetric[], rows: readonly ComparisonRow[]): Column<ComparisonRow>[] {
  if (metric === undefined) throw new RangeError('a table of comparisons needs a clean metric, got none')
  const where = (title: 'model' | 'seed' | 'conditions'): Column<ComparisonRow>[] => {
    const several = new Set(rows.map((row) => row[title])).size > 1
    return several ? [{ title, text: title !== 'seed', cell: (row) => String(row[title] ?? '') }] : []
  }
  return [
    { title: 'codepurify against', cell: ({ defence }) => defence },
    ...where('model'),
    ...where('conditions'),
    ...where('seed'),
    { title: 'attacks', text: true, cell: ({ attacks, rate }) => `${attacksIn(attacks)} (${atRate(rate)})` },
    ...threeOf('ASR_D', 'share', ({ asrDefended }) => asrDefended),
    ...threeOf(`${metric.title}_D`, metric.scale, ({ clean }) => clean),
  ]
}

function attacksIn(attacks: readonly string[]): string {
  return attacks.length === 1 ? attacks.join('') : `mean of ${attacks.length}`
}

function threeOf(title: string, scale: Scale, of: (row: ComparisonRow) => Compared): Column<ComparisonRow>[] {
  return [
    { title, cell: (row) => written(of(row).ours.value, scale) },
    { title: `its ${title}`, cell: (row) => written(of(row).other.value, scale) },
    { title: 'difference', cell: (row) => withInterval(of(row).difference, scale) },
  ]
}
