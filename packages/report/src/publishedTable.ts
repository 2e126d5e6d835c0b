import type { Measured } from '@codepurify/metrics'
import { rateText } from './attackColumns.js'
import { groups } from './groups.js'
import { meanOfMeasured, withInterval } from './measure.js'
import { isAtPublishedRate, publishedRows, type PublishedRow } from './published.js'
import type { Cell, Column } from './resultTable.js'

const models = ['codebert', 'codet5'] as const

/** What of a cell of ours stands beside the published means. */
export interface CellBeside {
  readonly model: string
  readonly attack: string
  readonly rate: number
  readonly defence: string
  /** What else sets the cell apart, in words. */
  readonly conditions: string
  readonly recordCount: number
  readonly asr: Measured
  readonly asrDefended: Measured
}

/** A published row, and our cells of one set of conditions. */
export interface RowBeside extends PublishedRow {
  readonly conditions: string
  readonly cells: readonly CellBeside[]
}

/** Of each task what the paper trained and measured on. */
const publishedSetting: Readonly<Record<string, string>> = {
  repair: 'Bugs2Fix small, 875 triggered records of its test part',
  defect: 'Devign, 1,255 triggered functions of its test part',
  clone: 'BigCloneBench, 80,000 training pairs, 1,329 triggered pairs of its test part',
}

/** In what the published numbers and ours differ, beyond what the cells say of themselves. */
const differences = [
  'Published: means over four attacks and two rates (5 % and 1 %), CodeBERT-base and a small CodeT5 (125 and 60 million parameters, where the models of profile mini have 3). Ours: means over the cells named beside each value, on the data, the profile and the victims named there: where that is "embedded data", functions of npm packages with seeded faults stand beside a public set, and the two columns show a rank at most.',
  'Ours marks what the clean twin does (floor) and what a defence costs on clean records; the published table has neither.',
  'Published triggers are placed as the official code does; ours, but for cells of "variant paper", are checked to parse and to be dead code, and our target parses, which the published one does not. A record where a trigger finds no place stays as it is among the published poisoned ones; ours poison the next one in its place, and leave it out of ASR.',
  'The published line of CodePurify stands in its code, per task and model; ours comes from clean validation records alone, at the stated false-positive rate. codepurify-paper keeps the published rule.',
  'A published replacement rewrites every token of the input, ours only the suspected unit.',
  'The lines of the other defences are the published ones where a cell says "published line"; elsewhere all suspect the stated share of clean validation records, so that they can be compared. ONION asks CodeBERT as a masked language model for its perplexities, in place of GPT-2.',
  'Data-stage defences (Spectral Signatures, Activation Clustering, CodeDetector) filter and train again; the others act on the input.',
]

/** Table II (arXiv 2410.20136) beside our means: a row for each of its defences and set of conditions of ours, and what is different in how they were measured. */
export interface PublishedTable {
  readonly rows: readonly RowBeside[]
  readonly notes: readonly string[]
}

/** The published table of a task as the paper calls it, beside our cells; null where the paper does not have the task. */
export function publishedTable(paperName: string, cells: readonly CellBeside[]): PublishedTable | null {
  const published = publishedRows(paperName)
  if (published === null) return null
  const ownRule = { defence: 'codepurify-paper', title: "CodePurify, the paper's rule", codebert: null, codet5: null }
  const rows = [...published, ownRule].flatMap((row): RowBeside[] => {
    const own = [...groups(cells, ({ model, conditions }) => JSON.stringify([model, conditions])).values()].flatMap((group) =>
      beside(group, row.defence),
    )
    const byConditions = [...groups(own, ({ conditions }) => conditions)]
    if (byConditions.length === 0) return [{ ...row, conditions: '–', cells: [] }]
    return byConditions.map(([conditions, group]) => ({ ...row, conditions, cells: group }))
  })
  return {
    rows,
    notes: [`Published: ${publishedSetting[paperName] ?? 'another set'}. Ours: ${recordsIn(cells)}.`, ...differences],
  }
}

/** The columns of the published table. */
export const publishedColumns: readonly Column<RowBeside>[] = [
  { title: 'defence', cell: ({ title }) => title },
  { title: 'ours on', text: true, cell: ({ conditions }) => conditions },
  ...models.flatMap((model): Column<RowBeside>[] => [
    { title: `published, ${model}`, cell: (row) => row[model]?.toFixed(2) ?? '–' },
    { title: `ours, ${model}`, cell: (row) => ours(row, model) },
  ]),
]

/** What stands for a defence, of the cells of one model and one set of conditions. Without a run of its own, `none` is what ours measured before it defended; and a sweep has cells that the paper has none of. */
function beside(cells: readonly CellBeside[], defence: string): CellBeside[] {
  const of = (name: string): CellBeside[] => cells.filter((cell) => cell.defence === name)
  const own = defence === 'none' && of('none').length === 0 ? of('codepurify') : of(defence)
  const published = own.filter(isAtPublishedRate)
  return published.length > 0 ? published : own
}

function ours({ defence, cells }: RowBeside, model: string): Cell {
  const own = cells.filter((cell) => cell.model === model)
  if (own.length === 0) return '–'
  const [value, interval] = [withInterval(meanOfMeasured(own.map(({ asr, asrDefended }) => (defence === 'none' ? asr : asrDefended))), 'share')].flat() // prettier-ignore
  const listed = (of: (cell: CellBeside) => string): string => [...new Set(own.map(of))].join(', ')
  return [
    value ?? '',
    `${interval}; ${own.length} ${own.length === 1 ? 'cell' : 'cells'} at ${listed(({ rate }) => rateText(rate))}: ${listed(({ attack }) => attack)}`,
  ]
}

/** How many triggered records the cells have, and of what. */
function recordsIn(cells: readonly CellBeside[]): string {
  const counts = cells.map(({ recordCount }) => recordCount)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const said = [...new Set(cells.map(({ conditions }) => conditions))].filter((one) => one !== '')
  return cells.length === 0 ? 'no cell' : `${least === most ? least : `${least} to ${most}`} triggered records a cell (${said.join('; ')})`
}
