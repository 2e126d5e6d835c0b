import { overlaps } from '@codepurify/metrics'
import { structuredPatch } from 'diff'
import { longestCode, shadedCode } from './shadedCode.js'
import { html, type Markup } from './markup.js'
import type { ReportRecord } from './reportCell.js'

/** How many units are listed below the code. */
const listed = 5

/** One record, folded up: its code shaded, its most suspicious units in numbers, the purified code as a diff, and what the victim answered. */
export function recordSection(record: ReportRecord, where: string): Markup {
  const { id, kind, suspected, answer, answerDefended, reference } = record
  return html`<details class="record">
    <summary><b>${kind}</b>, ${suspected ? 'suspected' : 'not suspected'}: record ${id} <small>${where}</small></summary>
    <div class="columns">
      <div>
        <h4>Code</h4>
        ${shadedCode(record)}${unitList(record)}
      </div>
      <div>
        <h4>Purified</h4>
        ${diffView(record.code, record.purified)}
        <dl>
          <dt>answer without the defence</dt>
          <dd><pre>${shortened(answer)}</pre></dd>
          <dt>answer behind it</dt>
          <dd><pre>${shortened(answerDefended)}</pre></dd>
          <dt>reference</dt>
          <dd><pre>${shortened(reference)}</pre></dd>
        </dl>
      </div>
    </div>
  </details> `
}

function unitList({ code, planted, units }: ReportRecord): Markup {
  const ranked = [...units].sort((a, b) => b.score - a.score)
  const rows = ranked.slice(0, listed).map(({ spans, score }) => {
    const [first] = spans
    const text = first === undefined ? '' : code.slice(first[0], Math.min(first[1], first[0] + 80)).replace(/\s+/gu, ' ')
    const hit = overlaps(spans, planted)
    return html`<li>
      <span class="score">${score.toFixed(3)}</span>
      <code>${text}</code>${spans.length > 1 ? ` ${spans.length}×` : ''}${hit ? html` <b>◀ planted</b>` : null}
    </li>`
  })
  const rest = ranked.length - rows.length
  return html`<ol class="units">
      ${rows}
    </ol>
    ${rest > 0 ? html`<p><small>and ${rest} less suspicious units</small></p>` : null}`
}

/** What the defence changed, line by line: `-` before and `+` after. */
export function diffView(before: string, after: string): Markup {
  if (before === after) return html`<p>(unchanged)</p>`
  const [a, b] = [before.slice(0, longestCode), after.slice(0, longestCode)]
  const patch = structuredPatch('', '', a, b, '', '', { context: 3, maxEditLength: 2000 })
  if (patch === undefined) return html`<pre class="code">${b}</pre>`
  const lines = patch.hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('\\'))
  return html`<pre class="code">
${lines.map((line) => (line.startsWith('+') ? html`<ins>${line}</ins>` : line.startsWith('-') ? html`<del>${line}</del>` : `${line}\n`))}</pre>`
}

function shortened(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text
}
