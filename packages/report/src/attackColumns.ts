import { defenceEffectiveness, type Measured } from '@codepurify/metrics'
import { mean, meanOfMeasured, withInterval, type Scale } from './measure.js'
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

/** What of the records was suspected. */
export interface SuspectedRow {
  readonly suspected: { readonly triggered: Measured; readonly clean: Measured }
  /** Area under the ROC curve of the suspicion, a number alone where its interval is not known; null where there is none. */
  readonly detection: Measured | number | null
  /** The true-positive rate of that curve at the stated false-positive rate. */
  readonly truePositiveRate?: Measured | null | undefined
}

/** What a row may be asked beside. */
export interface DetailedRow extends AttackRow, SuspectedRow {
  readonly model: string
  readonly defence: string
  /** Triggered records. */
  readonly records: number
  readonly cleanRecords: number
  /** Records where the trigger finds no place. */
  readonly notPlanted: number
  readonly parses: Measured
  /** Of the triggered records that the victim falls for, the share that gets its own answer behind the defence; null where it falls for none. */
  readonly recovered: Measured | null
  /** `input`: the defence reads each input; `data`: it filtered the training records before. */
  readonly stageOfDefence: 'input' | 'data'
  /** Sequences that the defence gave a model, the victim or the masked language model, for all these records. */
  readonly modelCalls: number
}

/** A metric of a task on clean records, and what its columns are called. */
export interface CleanMetric {
  readonly key: string
  readonly title: string
  readonly scale: Exclude<Scale, 'area'>
}

/** A rate as people read it: per cent, or a number of records. */
export function rateText(rate: number): string {
  return rate > 1 ? `${rate} records` : `${Number((100 * rate).toPrecision(3))} %`
}

/** A rate behind the name of an attack. */
export function atRate(rate: number): string {
  return rate > 1 ? rateText(rate) : `at ${rateText(rate)}`
}

/** The columns of design.md: ASR, ASR_D, floor, excess (and where a row has it, the twin's miss rate and ASR_D above that), each clean metric that a row has, without and with the defence, clean cost (of the first metric), DER (`defenceEffectiveness`, of the first metric too), localisation, seconds. */
export function attackColumns(metrics: readonly CleanMetric[], rows: readonly AttackRow[] = []): Column<AttackRow>[] {
  const [first] = metrics
  if (first === undefined) throw new RangeError('attackColumns needs at least one clean metric, got none')
  return [
    { title: 'attack', text: true, cell: ({ attack, rate }) => [attack, atRate(rate)], mean: meanOf },
    measuredColumn('ASR', 'share', (row) => row.asr),
    measuredColumn('ASR_D', 'share', (row) => row.asrDefended),
    measuredColumn('floor', 'share', (row) => row.floor),
    measuredColumn('excess', 'share', (row) => row.excess),
    ...(rows.some(({ missRate }) => missRate !== undefined) ? missColumns : []),
    ...metrics
      .filter(({ key }) => rows.length === 0 || rows.some(({ clean }) => key in clean))
      .flatMap(({ key, title, scale }) => [
        measuredColumn<AttackRow>(title, scale, ({ clean }) => clean[key] ?? null),
        measuredColumn<AttackRow>(`${title}_D`, scale, ({ cleanDefended }) => cleanDefended[key] ?? null),
      ]),
    measuredColumn('clean cost', first.scale, (row) => row.cleanCost),
    number('DER', 1, (row) => 100 * effectiveness(row, first.key)),
    measuredColumn('localisation', 'share', (row) => row.localisation),
    number('seconds', 0, ({ seconds }) => seconds),
  ]
}

/** DER of a row, 0 to 1. Throws where it does not have the metric. */
function effectiveness(row: AttackRow, key: string): number {
  const value = ({ clean }: Pick<AttackRow, 'clean'>): number => named(clean, key).value
  const [asr, asrDefended, floor] = [row.asr.value, row.asrDefended.value, row.floor.value]
  return defenceEffectiveness({ asr, asrDefended, floor, clean: value(row), cleanDefended: value({ clean: row.cleanDefended }) })
}

const missColumns: readonly Column<AttackRow>[] = [
  measuredColumn('miss rate', 'share', (row) => row.missRate ?? null),
  measuredColumn('above it', 'share', (row) => row.overMissRate ?? null),
]

/** What of triggered and of clean records was suspected, the area under the ROC curve, and the true-positive rate at the stated false-positive rate. */
export function suspicionColumns(): Column<SuspectedRow>[] {
  return [
    measuredColumn('suspected', 'share', (row) => row.suspected.triggered),
    measuredColumn('suspected clean', 'share', (row) => row.suspected.clean),
    measuredColumn('AUROC', 'area', ({ detection }) => detection),
    measuredColumn('TPR', 'share', ({ truePositiveRate = null }) => truePositiveRate),
  ]
}

/**
 * Columns that a table may have beside: records, those where the trigger finds no place, parses, the labels or answers that came back, what was suspected, and the sequences that the defence gives a
 * model for a record, the answer to what is left not counted.
 */
export function detailColumns(): Column<DetailedRow>[] {
  return [
    { title: 'records', cell: ({ records, cleanRecords }) => `${records} + ${cleanRecords}` },
    { title: 'not planted', cell: ({ notPlanted }) => String(notPlanted) },
    measuredColumn('parses', 'share', (row) => row.parses),
    measuredColumn('recovered', 'share', (row) => row.recovered),
    ...suspicionColumns(),
    number('calls', 1, ({ stageOfDefence, modelCalls, records, cleanRecords }) =>
      stageOfDefence === 'data' ? null : modelCalls / (records + cleanRecords),
    ),
  ]
}

/** A number without an interval; its mean where every row has one. */
function number<Row>(title: string, digits: number, of: (row: Row) => number | null): Column<Row> {
  return {
    title,
    cell: (row) => of(row)?.toFixed(digits) ?? '–',
    mean: (rows) => {
      const known = rows.flatMap((row) => of(row) ?? [])
      return known.length === rows.length ? mean(known).toFixed(digits) : '–'
    },
  }
}

/** A measured number with its interval, or alone where that is not known, and, where every row has one, their mean. */
export function measuredColumn<Row>(title: string, scale: Scale, of: (row: Row) => Measured | number | null): Column<Row> {
  return {
    title,
    cell: (row) => {
      const found = of(row)
      return found === null ? '–' : withInterval(found, scale)
    },
    mean: (rows) => {
      const known = rows.flatMap((row) => of(row) ?? [])
      if (known.length < rows.length) return '–'
      const whole = known.filter((one) => typeof one !== 'number')
      if (whole.length < known.length) return withInterval(mean(known.map((one) => (typeof one === 'number' ? one : one.value))), scale)
      return withInterval(meanOfMeasured(whole), scale)
    },
  }
}

function meanOf(rows: readonly AttackRow[]): string {
  const rates = [...new Set(rows.map(({ rate }) => rateText(rate)))]
  return `mean of ${rows.length} (at ${rates.join(', ')})`
}

function named(metrics: Readonly<Record<string, Measured>>, key: string): Measured {
  const found = metrics[key]
  if (found === undefined) throw new RangeError(`the row has no clean metric "${key}", it has ${Object.keys(metrics).join(', ') || 'none'}`)
  return found
}
