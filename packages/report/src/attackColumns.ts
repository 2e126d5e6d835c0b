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
  readonly clean: Readonly<Record<string, Measured>>
  readonly cleanDefended: Readonly<Record<string, Measured>>
  readonly cleanCost: Measured
  /** Null where the defence names no place. */
  readonly localisation: Measured | null
  readonly seconds: number
}

/** A metric of a task on clean records, and what its columns are called. */
export interface CleanMetric {
  readonly key: string
  readonly title: string
  readonly scale: Scale
}

/** The columns of design.md: ASR, ASR_D, floor, excess, each clean metric without and with the defence, clean cost (of the first metric), localisation, seconds. */
export function attackColumns(metrics: readonly CleanMetric[]): Column<AttackRow>[] {
  const [first] = metrics
  if (first === undefined) throw new RangeError('attackColumns needs at least one clean metric, got none')
  const share = (title: string, of: (row: AttackRow) => Measured | null): Column<AttackRow> => measured(title, 'share', of)
  return [
    { title: 'attack', cell: ({ attack, rate }) => [attack, rate > 1 ? `${rate} records` : `at ${Number((100 * rate).toPrecision(3))} %`] },
    share('ASR', (row) => row.asr),
    share('ASR_D', (row) => row.asrDefended),
    share('floor', (row) => row.floor),
    share('excess', (row) => row.excess),
    ...metrics.flatMap(({ key, title, scale }) => [
      measured(title, scale, ({ clean }) => named(clean, key)),
      measured(`${title}_D`, scale, ({ cleanDefended }) => named(cleanDefended, key)),
    ]),
    measured('clean cost', first.scale, (row) => row.cleanCost),
    share('localisation', (row) => row.localisation),
    { title: 'seconds', cell: ({ seconds }) => seconds.toFixed(0) },
  ]
}

function measured(title: string, scale: Scale, of: (row: AttackRow) => Measured | null): Column<AttackRow> {
  return {
    title,
    cell: (row) => {
      const found = of(row)
      if (found === null) return '–'
      return [written(found.value, scale), interval(found, scale)]
    },
  }
}

function named(metrics: Readonly<Record<string, Measured>>, key: string): Measured {
  const found = metrics[key]
  if (found === undefined) throw new RangeError(`the row has no clean metric "${key}", it has ${Object.keys(metrics).join(', ') || 'none'}`)
  return found
}
