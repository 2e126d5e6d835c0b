import { attackColumns, markdownTable, type AttackRow, type Column } from '@codepurify/report'
import { measured, type FailedCell, type PurifyResult } from './resultSchema.js'
import { rateText } from './runCells.js'
import type { Task } from './task.js'

/** A row of the table: a purify result with its clean metrics by name. */
export type TableRow = AttackRow & Pick<PurifyResult, 'model' | 'seed' | 'defence' | 'stageOfDefence'>

/** A purify result as a row; the seconds are those of the stages that it needed for itself. */
export function tableRow<Row>(task: Task<Row>, result: PurifyResult): TableRow {
  const metrics = (clean: PurifyResult['clean']) =>
    Object.fromEntries(task.metrics.map(({ key }) => [key, measured.parse(clean[key])] as const))
  return { ...result, clean: metrics(result.clean), cleanDefended: metrics(result.cleanDefended), seconds: result.secondsTotal }
}

/** The columns of the table of attacks; before them model, seed and defence, where the rows differ in them. */
export function tableColumns<Row>(task: Task<Row>, rows: readonly TableRow[]): Column<TableRow>[] {
  const varies = (key: 'model' | 'seed' | 'defence', fixed: string): boolean =>
    new Set(rows.map((row) => row[key])).size > 1 || (fixed !== '' && rows.some((row) => row[key] !== fixed))
  return [
    ...(varies('model', '') ? [{ title: 'model', cell: ({ model }: TableRow) => model }] : []),
    ...(varies('seed', '') ? [{ title: 'seed', cell: ({ seed }: TableRow) => String(seed) }] : []),
    // which defences train again is part of what they are
    ...(varies('defence', 'codepurify')
      ? [
          {
            title: 'defence',
            cell: ({ defence, stageOfDefence }: TableRow) => (stageOfDefence === 'data' ? `${defence} (retrained)` : defence),
          },
        ]
      : []),
    ...attackColumns(task.metrics),
  ]
}

/** The table as GitHub Markdown, the cells that failed below it. */
export function benchMarkdown<Row>(task: Task<Row>, results: readonly PurifyResult[], failed: readonly FailedCell[]): string {
  const rows = results.map((result) => tableRow(task, result))
  const table = rows.length > 0 ? markdownTable(rows, tableColumns(task, rows)) : 'No cell was finished.'
  const notes = failed.map(
    ({ model, attack, rate, seed, defence, error }) =>
      `- **failed**: ${model}, ${attack} at ${rateText(rate)}, seed ${seed}, ${defence}: ${error.replace(/\s+/gu, ' ')}`,
  )
  return [table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}

/** The numbers as CSV (RFC 4180), one line a cell, intervals in columns of their own; a cell that failed has its error in the last. */
export function benchCsv<Row>({ name, metrics }: Task<Row>, results: readonly PurifyResult[], failed: readonly FailedCell[]): string {
  const cell = ['task', 'model', 'attack', 'rate', 'seed', 'defence'] as const
  const numbers: readonly (readonly [string, (row: PurifyResult) => unknown])[] = [
    ['asr', (row) => row.asr],
    ['asr_defended', (row) => row.asrDefended],
    ['floor', (row) => row.floor],
    ['excess', (row) => row.excess],
    ['recovered', (row) => row.recovered],
    ...metrics.flatMap(({ key }) => [
      [key, (row: PurifyResult) => row.clean[key]] as const,
      [`${key}_defended`, (row: PurifyResult) => row.cleanDefended[key]] as const,
    ]),
    ['clean_cost', (row) => row.cleanCost],
    ['localisation', (row) => row.localisation],
    ['suspected_triggered', (row) => row.suspected.triggered],
    ['suspected_clean', (row) => row.suspected.clean],
  ]
  const plain = ['detection', 'records', 'cleanRecords', 'notPlanted', 'modelCalls', 'secondsTotal'] as const
  const header = [...cell, 'defence_stage', 'setting', ...numbers.flatMap(([title]) => [title, `${title}_low`, `${title}_high`]), ...plain, 'error'] // prettier-ignore
  const lines = results.map((row): (string | number)[] => [
    ...cell.map((key) => row[key]),
    row.stageOfDefence,
    row.setting,
    ...numbers.flatMap(([, of]): readonly (string | number)[] => {
      const found = measured.safeParse(of(row))
      return found.success ? [found.data.value, found.data.low, found.data.high] : ['', '', '']
    }),
    ...plain.map((key) => row[key] ?? ''),
    '',
  ])
  const broken = failed.map((one): (string | number)[] => [
    name,
    ...[one.model, one.attack, one.rate, one.seed, one.defence],
    ...Array.from({ length: header.length - cell.length - 1 }, () => ''),
    one.error,
  ])
  return [header, ...lines, ...broken].map((line) => `${line.map(quoted).join(',')}\r\n`).join('')
}

function quoted(value: string | number): string {
  const text = String(value)
  // a spreadsheet would run what begins like a formula
  const safe = typeof value === 'string' && /^[=+\-@\t]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
