import type { Measures } from './benchTables.js'
import type { KeptResult } from './resultsFile.js'
import { measured, type FailedCell } from './resultSchema.js'

/** The numbers as CSV (RFC 4180), one line a cell, intervals in columns of their own; a cell that failed has its error in the last. `conditions` says what else sets a row apart. */
export function benchCsv(
  { name, metrics }: Measures & { readonly name: string },
  results: readonly KeptResult[],
  failed: readonly FailedCell[],
  conditions?: (row: KeptResult) => string,
): string {
  const cell = ['task', 'model', 'attack', 'rate', 'seed', 'defence'] as const
  const numbers: readonly (readonly [string, (row: KeptResult) => unknown])[] = [
    ['asr', (row) => row.asr],
    ['asr_defended', (row) => row.asrDefended],
    ['floor', (row) => row.floor],
    ['excess', (row) => row.excess],
    ['recovered', (row) => row.recovered],
    ...metrics.flatMap(({ key }) => [
      [key, (row: KeptResult) => row.clean[key]] as const,
      [`${key}_defended`, (row: KeptResult) => row.cleanDefended[key]] as const,
    ]),
    ['clean_cost', (row) => row.cleanCost],
    ['localisation', (row) => row.localisation],
    ['suspected_triggered', (row) => row.suspected.triggered],
    ['suspected_clean', (row) => row.suspected.clean],
    ['detection', (row) => row.detection],
    ['true_positive_rate', (row) => row.truePositiveRate],
    ['miss_rate', (row) => row.missRate],
    ['parses', (row) => row.parses],
  ]
  const plain = ['records', 'cleanRecords', 'notPlanted', 'modelCalls', 'secondsTotal'] as const
  const said = conditions === undefined ? [] : ['conditions']
  const header = [...cell, ...said, 'defence_stage', 'setting', 'false_positive_rate', 'init', ...numbers.flatMap(([title]) => [title, `${title}_low`, `${title}_high`]), ...plain, 'error'] // prettier-ignore
  const lines = results.map((row): (string | number)[] => [
    ...cell.map((key) => row[key]),
    ...(conditions === undefined ? [] : [conditions(row)]),
    row.stageOfDefence,
    row.setting,
    row.falsePositiveRate ?? '',
    row.init,
    ...numbers.flatMap(([, of]): readonly (string | number)[] => {
      const number = of(row)
      const found = measured.safeParse(number)
      if (found.success) return [found.data.value, found.data.low, found.data.high]
      return [typeof number === 'number' ? number : '', '', '']
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
