import type { Measured } from '@codepurify/metrics'
import { interval, written, type Scale } from './measure.js'
import type { Column } from './resultTable.js'

/** A row of the table of attacks; `clean` and `cleanDefended` hold the task's metrics by name. */
export interface AttackRow {
  readonly attack: string
  readonly rate: number
  readonly asr: Measured
  readonly asrDefended: Measured
  readonly floor: Measured
  readonly excess: Measured
  /** Of labels: what the clean twin misses of the same records without the trigger, and ASR_D above it. */
  readonly missRate?: Measured | undefined
  readonly overMissRate?: Measured | undefined
  readonly clean: Readonly<Record<string, Measured>>
  readonly cleanDefended: Readonly<Record<string, Measured>>
  readonly cleanCost: Measured
  /** Null where the defence names no place. */
  readonly localisation: Measured | null
  readonly seconds: number
}

/** What a row may be asked beside. */
export interface DetailedRow extends AttackRow {
  readonly model: string
  readonly defence: string
  /** Triggered records. */
  readonly records: number
  readonly cleanRecords: number
  /** Records where the trigger finds no place. */
  readonly notPlanted: number
  readonly parses: Measured
  readonly suspected: { readonly triggered: Measured; readonly clean: Measured }
  /** Area under the ROC curve of the suspicion; null where there is none. */
  readonly detection: number | null
}

/** A metric of a task on clean records, and what its columns are called. */
export interface CleanMetric {
  readonly key: string
  readonly title: string
  readonly scale: Scale
}

/** A rate as people read it: per cent, or a number of records. */
export function rateText(rate: number): string {
  return rate > 1 ? `${rate} records` : `${Number((100 * rate).toPrecision(3))} %`
}

/** A rate behind the name of an attack. */
export function atRate(rate: number): string {
  return rate > 1 ? rateText(rate) : `at ${rateText(rate)}`
}

/** The columns of design.md: ASR, ASR_D, floor, excess (and where a row has it, the twin's miss rate and ASR_D above that), each clean metric without and with the defence, clean cost (of the first metric), localisation, seconds. */
export function attackColumns(metrics: readonly CleanMetric[], rows: readonly AttackRow[] = []): Column<AttackRow>[] {
  const [first] = metrics
  if (first === undefined) throw new RangeError('attackColumns needs at least one clean metric, got none')
  return [
    { title: 'attack', text: true, cell: ({ attack, rate }) => [attack, atRate(rate)], mean: meanOf },
    measured('ASR', 'share', (row) => row.asr),
    measured('ASR_D', 'share', (row) => row.asrDefended),
    measured('floor', 'share', (row) => row.floor),
    measured('excess', 'share', (row) => row.excess),
    ...(rows.some(({ missRate }) => missRate !== undefined) ? missColumns : []),
    ...metrics.flatMap(({ key, title, scale }) => [
      measured<AttackRow>(title, scale, ({ clean }) => named(clean, key)),
      measured<AttackRow>(`${title}_D`, scale, ({ cleanDefended }) => named(cleanDefended, key)),
    ]),
    measured('clean cost', first.scale, (row) => row.cleanCost),
    measured('localisation', 'share', (row) => row.localisation),
    { title: 'seconds', cell: ({ seconds }) => seconds.toFixed(0), mean: (rows) => mean(rows.map(({ seconds }) => seconds)).toFixed(0) },
  ]
}

const missColumns: readonly Column<AttackRow>[] = [
  measured('miss rate', 'share', (row) => row.missRate ?? null),
  measured('above it', 'share', (row) => row.overMissRate ?? null),
]

/** Columns that a table may have beside: records, those where the trigger finds no place, parses, what was suspected, and the area under the ROC curve. */
export function detailColumns(): Column<DetailedRow>[] {
  return [
    { title: 'records', cell: ({ records, cleanRecords }) => `${records} + ${cleanRecords}` },
    { title: 'not planted', cell: ({ notPlanted }) => String(notPlanted) },
    measured('parses', 'share', (row) => row.parses),
    measured('suspected', 'share', (row) => row.suspected.triggered),
    measured('suspected clean', 'share', (row) => row.suspected.clean),
    {
      title: 'AUROC',
      cell: ({ detection }) => detection?.toFixed(3) ?? '–',
      mean: (rows) => {
        const known = rows.flatMap(({ detection }) => (detection === null ? [] : [detection]))
        return known.length === rows.length ? mean(known).toFixed(3) : '–'
      },
    },
  ]
}

function measured<Row>(title: string, scale: Scale, of: (row: Row) => Measured | null): Column<Row> {
  return {
    title,
    cell: (row) => {
      const found = of(row)
      if (found === null) return '–'
      return [written(found.value, scale), interval(found, scale)]
    },
    mean: (rows) => {
      const known = rows.flatMap((row) => of(row)?.value ?? [])
      return known.length === rows.length ? written(mean(known), scale) : '–'
    },
  }
}

function meanOf(rows: readonly AttackRow[]): string {
  const rates = [...new Set(rows.map(({ rate }) => rateText(rate)))]
  return `mean of ${rows.length} (at ${rates.join(', ')})`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function named(metrics: Readonly<Record<string, Measured>>, key: string): Measured {
  const found = metrics[key]
  if (found === undefined) throw new RangeError(`the row has no clean metric "${key}", it has ${Object.keys(metrics).join(', ') || 'none'}`)
  return found
}
