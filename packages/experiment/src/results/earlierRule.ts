import { groups, rateText, type Cell, type Column } from '@codepurify/report'
import { ruleOf, type Judged } from '../options/ruleRevision.js'
import { tableRow, type TableRow } from './benchTables.js'
import type { KeptResult, ResultRow, Results } from './resultsFile.js'

const mark = '†'

/** True where a result is by an earlier rule of its defence than the program has now, which would give other figures. */
export function isEarlier(
  judged: Judged,
  { defence, rule, ruleRevision }: Pick<ResultRow, 'defence' | 'rule'> & { readonly ruleRevision?: unknown },
): boolean {
  const { ruleRevision: present } = ruleOf({ defence, rule: rule === 'paper' ? 'paper' : 'default' }, judged)
  return present !== undefined && present !== ruleRevision
}

/** What has to be said of results by an earlier rule: a line for each model and defence, and what else sets their victims apart, with the attacks. */
export function earlierNotes(judged: Judged, results: ReadonlyMap<KeptResult, string>): string[] {
  const earlier = [...results].filter(([one]) => isEarlier(judged, { ...one, ruleRevision: one.options['ruleRevision'] }))
  const alike = groups(earlier, ([{ model, defence }, conditions]) => `${model}, ${defence} (${conditions})`)
  return [...alike].map(([name, of]) => {
    const attacks = [...new Set(of.map(([{ attack, rate }]) => `${attack} at ${rateText(rate)}`))]
    return `${name}: ${attacks.join(', ')} by an earlier rule of the defence; purify or bench gives other figures today`
  })
}

/** The rows of a file as a table shows them, each with whether it is by an earlier rule. */
export function tableRows(file: Results): TableRow[] {
  return file.rows.map((result) => ({ ...tableRow(file, result), earlier: isEarlier(file.judged, result) }))
}

/** The columns with a mark in the first of them, where a row, or one of those of a mean, is by an earlier rule. */
export function marked<Row extends { readonly earlier?: boolean }>(columns: readonly Column<Row>[]): Column<Row>[] {
  const [first, ...others] = columns
  if (first === undefined) return []
  const { cell, mean } = first
  const markedCell = (said: Cell, ...rows: readonly Row[]): Cell => {
    if (!rows.some(({ earlier }) => earlier)) return said
    return typeof said === 'string' ? `${said} ${mark}` : [`${said[0]} ${mark}`, said[1]]
  }
  const own = {
    cell: (row: Row) => markedCell(cell(row), row),
    ...(mean && { mean: (rows: readonly Row[]) => markedCell(mean(rows), ...rows) }),
  }
  return [{ ...first, ...own }, ...others]
}

/** What the mark means, for below a table of these rows: an empty line and a sentence that names the defences; nothing where none is by an earlier rule. */
export function earlierNote(rows: readonly Pick<TableRow, 'defence' | 'earlier'>[]): string[] {
  const names = [...new Set(rows.filter(({ earlier }) => earlier).map(({ defence }) => `\`${defence}\``))]
  return names.length === 0 ? [] : ['', `${mark} by an earlier rule of ${names.join(', ')}; the same command gives other figures today.`]
}
