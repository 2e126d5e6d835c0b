import type { RectYOptions } from '@observablehq/plot'
import type { Drawing } from './drawing.js'
import { html, type Markup } from './markup.js'
import { rateText } from '../attackColumns.js'
import { withInterval } from '../measure.js'
import { bracketed } from '../resultTable.js'
import { cellTitle, type ReportCell } from './reportCell.js'
import { rocCurve } from './rocCurve.js'

const ink = 'currentColor'
/** The official code suspects a record whose statistic is no number; such values have no place on an axis. */
const drawable = (value: number): boolean => Math.abs(value) < 1e9

/** The statistic of triggered records above that of clean ones, on one axis, with the line; null where there is nothing to draw. */
export function statisticHistogram(cell: ReportCell, { plot, svg }: Drawing): Markup | null {
  const entropy = cell.defence.startsWith('codepurify') && !cell.byLabel
  const seen = (value: number): number => (entropy ? -value : value)
  const rows = (['triggered', 'clean'] as const).flatMap((kind) => cell.suspicion[kind].map((value) => ({ kind, value: seen(value) })))
  const shown = rows.filter(({ value }) => drawable(value))
  if (new Set(shown.map(({ value }) => value)).size < 2) return null
  const line = cell.threshold === null ? [] : [{ at: seen(cell.threshold) }]
  const words = wordsOf(cell)
  const name = nameOf(cell)
  const bars: Omit<RectYOptions, 'x' | 'interval'> = {
    fy: 'kind',
    fill: ({ kind }: { readonly kind: string }) => (kind === 'triggered' ? 'url(#hatched)' : 'var(--plain)'),
    stroke: ink,
    strokeWidth: 0.5,
  }
  const drawn = svg(
    {
      width: 460,
      height: 240,
      marginLeft: 50,
      marginRight: 70,
      x: { label: `${name} (suspected ${entropy ? 'below' : 'above'} the line)`, nice: true },
      // each kind by itself: there are twenty clean training records to a poisoned one
      y: { label: 'share of the records (%)', percent: true, grid: true, ticks: 4 },
      fy: { label: null, domain: ['triggered', 'clean'], axis: null },
      marks: [
        plot.rectY(
          shown,
          plot.binX<Omit<RectYOptions, 'x' | 'interval'>>({ y: 'proportion-facet' }, { ...bars, x: { value: 'value', thresholds: 32 } }),
        ),
        plot.text(['triggered', 'clean'], { fy: (kind: string) => kind, text: (kind: 'triggered' | 'clean') => words[kind], frameAnchor: 'right', textAnchor: 'start', dx: 6, fill: ink, fontWeight: 600 }), // prettier-ignore
        plot.ruleX(line, { x: 'at', stroke: ink, strokeWidth: 2, strokeDasharray: '6 3' }),
        plot.ruleY([0], { stroke: ink }),
      ],
      color: { type: 'identity' },
    },
    `Histogram of the ${name} of ${words.triggered} and ${words.clean} records, ${cellTitle(cell)}`,
  )
  const hidden = rows.length - shown.length
  const at = line[0] === undefined ? 'no line' : `dashed: the line, ${line[0].at.toPrecision(3)}`
  return html`<figure>
    ${drawn}
    <figcaption>
      ${name} of ${cell.suspicion.triggered.length} ${words.triggered} (hatched) and ${cell.suspicion.clean.length} ${words.clean} records
      (plain); ${at}${hidden > 0 ? `; ${hidden} records without a value are not drawn` : ''}.
    </figcaption>
  </figure>`
}

/** What a defence was asked about: a filter about training records. */
function wordsOf({ stageOfDefence }: ReportCell): Readonly<Record<'triggered' | 'clean', string>> {
  return stageOfDefence === 'data' ? { triggered: 'poisoned', clean: 'clean training' } : { triggered: 'triggered', clean: 'clean' }
}

function nameOf({ defence, byLabel }: ReportCell): string {
  if (byLabel) return 'suspicion less the line of its label'
  return { codepurify: 'normalised entropy', 'codepurify-paper': 'entropy' }[defence] ?? 'suspicion'
}

/** The ROC curve of the suspicion, where the line stands on it as a dot; null where there is nothing to tell apart. */
export function rocChart(cell: ReportCell, { plot, svg }: Drawing): Markup | null {
  const points = rocCurve(cell.suspicion)
  if (points.length < 3) return null
  const { threshold, suspicion } = cell
  const words = wordsOf(cell)
  const share = (values: readonly number[]): number =>
    values.filter((value) => threshold !== null && value > threshold).length / values.length
  const here = threshold === null ? [] : [{ clean: share(suspicion.clean), triggered: share(suspicion.triggered) }]
  const area = cell.detection === null ? '–' : bracketed(withInterval(cell.detection, 'area'))
  const drawn = svg(
    {
      width: 260,
      height: 240,
      marginLeft: 50,
      x: { label: `${words.clean} records suspected (%)`, percent: true, domain: [0, 100], ticks: 5 },
      y: { label: `${words.triggered} records suspected (%)`, percent: true, domain: [0, 100], grid: true, ticks: 5 },
      marks: [
        plot.line([[0, 0], [1, 1]], { stroke: ink, strokeOpacity: 0.4, strokeDasharray: '2 3' }), // prettier-ignore
        plot.line(points, { x: 'clean', y: 'triggered', stroke: ink, strokeWidth: 2 }),
        plot.dot(here, { x: 'clean', y: 'triggered', r: 5, fill: 'var(--paper)', stroke: ink, strokeWidth: 2 }),
      ],
    },
    `ROC curve, area ${area}, ${cellTitle(cell)}`,
  )
  return html`<figure>
    ${drawn}
    <figcaption>ROC, area ${area}${here.length > 0 && '; the ring is the line that was drawn'}.</figcaption>
  </figure>`
}

/**
 * ASR and ASR_D over the number of poisoned records with their intervals, of cells that differ in the rate alone: shares and counts have their place on one logarithmic axis. Where a
 * number is not known the rates stand beside each other in their order. Null of a single rate.
 */
export function sweepChart(cells: readonly ReportCell[], { plot, svg }: Drawing): Markup | null {
  const [first] = cells
  if (first === undefined || new Set(cells.map(({ rate }) => rate)).size < 2) return null
  const counted = cells.every(({ poisoned }) => poisoned !== null && poisoned > 0)
  const rows = [...cells]
    .sort((a, b) => (counted ? (a.poisoned ?? 0) - (b.poisoned ?? 0) : Number(b.rate > 1) - Number(a.rate > 1) || a.rate - b.rate))
    .flatMap(({ rate, poisoned, asr, asrDefended }) => {
      const at = {
        at: counted ? (poisoned ?? 0) : rateText(rate),
        said: rate > 1 ? `${poisoned ?? rate}` : `${poisoned ?? ''}\n${rateText(rate)}`,
      }
      return [
        { ...at, curve: 'ASR', ...asr },
        { ...at, curve: 'ASR_D', ...asrDefended },
      ]
    })
  const of = (curve: string) => rows.filter((row) => row.curve === curve)
  const ticks = [...new Map(rows.map(({ at, said }) => [at, said]))]
  const drawn = svg(
    {
      width: 460,
      height: 260,
      marginLeft: 50,
      marginRight: 60,
      marginBottom: 45,
      x: counted
        ? {
            type: 'log',
            label: 'poisoned records (and their share)',
            ticks: ticks.map(([at]) => at),
            tickFormat: (at: number) => new Map(ticks).get(at) ?? '',
          }
        : { type: 'point', domain: ticks.map(([at]) => at), label: 'poisoned share, or number, of the training records' },
      y: { label: 'attack success (%)', percent: true, domain: [0, 100], grid: true, ticks: 5 },
      marks: [
        plot.ruleX(rows, { x: 'at', y1: 'low', y2: 'high', stroke: ink, strokeOpacity: 0.6 }),
        plot.line(of('ASR'), { x: 'at', y: 'value', stroke: ink, strokeWidth: 2 }),
        plot.line(of('ASR_D'), { x: 'at', y: 'value', stroke: ink, strokeWidth: 2, strokeDasharray: '6 3' }),
        plot.dot(of('ASR'), { x: 'at', y: 'value', fill: ink, r: 4 }),
        plot.dot(of('ASR_D'), { x: 'at', y: 'value', fill: 'var(--paper)', stroke: ink, r: 4, symbol: 'square' }),
        plot.text(rows.slice(-2), { x: 'at', y: 'value', text: 'curve', textAnchor: 'start', dx: 10, fill: ink }),
      ],
    },
    `ASR and ASR_D over the rate, ${cellTitle(first)}`,
  )
  return html`<figure>
    ${drawn}
    <figcaption>
      ${first.model}, ${first.attack}, ${first.defence}${first.conditions === '' ? '' : ` (${first.conditions})`}: ASR solid with discs,
      ASR_D dashed with squares, 95 % intervals as bars.
    </figcaption>
  </figure>`
}
