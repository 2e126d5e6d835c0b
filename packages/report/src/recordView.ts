import { overlaps } from '@codepurify/metrics'
import { structuredPatch } from 'diff'
import { plain, type Paint } from './paint.js'
import { visible } from './visible.js'

/** UTF-16 offsets into the code, end excluded. */
export type Span = readonly [start: number, end: number]

/** One record as the defence saw it. */
export interface ViewedRecord {
  readonly id: string
  readonly code: string
  /** Where the trigger was planted; empty for a clean record. */
  readonly planted: readonly Span[]
  readonly units: readonly { readonly spans: readonly Span[]; readonly score: number }[]
  readonly purified: string
}

/** What the record's view is made of: the code with the trigger marked, the units' suspicion as bars, and the purified code as a diff. */
export function recordView(
  record: ViewedRecord,
  { paint = plain, bars = 10, barWidth = 40 }: { paint?: Paint; bars?: number; barWidth?: number } = {},
): string {
  return [
    paint.bold(`record ${visible(record.id)}: the code, the trigger marked`),
    markedCode(record.code, record.planted, paint),
    '',
    paint.bold('suspicion of its units, highest first'),
    suspicionBars(record, { paint, bars, barWidth }),
    '',
    paint.bold('purified'),
    purifiedDiff(record.code, record.purified, paint),
  ].join('\n')
}

/** The code with its planted spans in alarm colour, or, without colour, with carets below them. */
export function markedCode(code: string, planted: readonly Span[], paint: Paint): string {
  const lines: string[] = []
  let start = 0
  for (const line of code.split('\n')) {
    const here = planted
      .map(([from, to]): Span => [Math.max(from - start, 0), Math.min(to - start, line.length)])
      .filter(([from, to]) => from < to)
    lines.push(`  ${paint.coloured ? painted(line, here, paint.alarm) : visible(line)}`)
    if (!paint.coloured && here.length > 0) lines.push(`  ${carets(line, here)}`)
    start += line.length + 1
  }
  return lines.join('\n')
}

function painted(line: string, spans: readonly Span[], paint: (text: string) => string): string {
  let shown = ''
  let at = 0
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    if (to <= at) continue
    shown += visible(line.slice(at, from)) + paint(visible(line.slice(Math.max(from, at), to)))
    at = to
  }
  return shown + visible(line.slice(at))
}

function carets(line: string, spans: readonly Span[]): string {
  const marks = [...line].length === 0 ? '' : line.split('').map((_, i) => (spans.some(([from, to]) => i >= from && i < to) ? '^' : ' '))
  // a character that is shown wider (a tab, an escaped control) needs as many marks
  const wide = line.split('').map((character, i) => (marks[i] ?? ' ').repeat(visible(character).length))
  return wide.join('').trimEnd()
}

function suspicionBars(
  { code, planted, units }: ViewedRecord,
  { paint, bars, barWidth }: { paint: Paint; bars: number; barWidth: number },
): string {
  const ranked = [...units].sort((a, b) => b.score - a.score)
  const highest = Math.max(ranked[0]?.score ?? 0, Number.MIN_VALUE)
  const shown = ranked.slice(0, bars).map((unit) => {
    const hit = overlaps(unit.spans, planted)
    const length = Math.round((barWidth * Math.max(unit.score, 0)) / highest)
    const bar = `${'█'.repeat(length)}${'·'.repeat(barWidth - length)}`
    return `  ${hit ? paint.red(bar) : bar} ${unit.score.toFixed(3).padStart(7)}  ${shortened(unitText(code, unit.spans))}${hit ? paint.red('  ◀ planted') : ''}`
  })
  const rest = ranked.length - shown.length
  return [...(shown.length > 0 ? shown : ['  (no units)']), ...(rest > 0 ? [`  … and ${rest} more`] : [])].join('\n')
}

function unitText(code: string, spans: readonly Span[]): string {
  const [first] = spans
  return first === undefined ? '' : `${code.slice(first[0], first[1])}${spans.length > 1 ? ` (${spans.length}×)` : ''}`
}

function shortened(text: string, longest = 60): string {
  const line = visible(text).replace(/\s+/gu, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

function purifiedDiff(before: string, after: string, paint: Paint): string {
  if (before === after) return '  (unchanged)'
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 })
  return hunks
    .flatMap(({ lines }) => lines)
    .filter((line) => !line.startsWith('\\'))
    .map((line) => (line.startsWith('+') ? paint.green(visible(line)) : line.startsWith('-') ? paint.red(visible(line)) : visible(line)))
    .map((line) => `  ${line}`)
    .join('\n')
}
