import { groups } from '../groups.js'
import { means, shared, table } from './cellTables.js'
import { rocChart, statisticHistogram, sweepChart } from './charts.js'
import { publishedColumns, publishedTable } from '../publishedTable.js'
import { comparisonColumns } from '../comparisonColumns.js'
import { onPage, pageTable } from './pageTable.js'
import { openDrawing, type Drawing } from './drawing.js'
import { html, trusted, type Markup } from './markup.js'
import { pageStyle } from './pageStyle.js'
import { recordSection } from './recordSection.js'
import { cellTitle, type Report, type ReportCell } from './reportCell.js'

const hatching = trusted(
  '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--paper)"/><line x1="0" y1="0" x2="0" y2="6" stroke="var(--mark)" stroke-width="4"/></pattern></defs></svg>',
)

/**
 * The page of a task: one HTML document that asks nothing of the network and runs no script (its policy forbids both). Every text that comes from records or results is escaped.
 */
export async function reportPage(report: Report): Promise<string> {
  const drawing = await openDrawing()
  const { task, cells, notes } = report
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <title>CodePurify: ${task}</title>
        <style>
          ${trusted(pageStyle)}
        </style>
      </head>
      <body>
        ${hatching}
        <h1>CodePurify: ${task}</h1>
        <p class="note">
          ${cells.length} cells${shared(report) === '' ? '' : ` (${shared(report)})`}. Per cent, 95 % bootstrap intervals below each value.
          ASR: share of triggered test records on which the attack succeeds; ASR_D: the same behind the defence; floor: the clean twin's on
          the same records; excess: ASR_D − floor; miss rate: the twin's on them without the trigger. DER: defence effectiveness rating,
          (100 + fall of the ASR down to the floor − share of the clean metric that is lost) / 2; 50 is what no defence has; below the floor
          nothing is gained.
        </p>
        ${
          notes.length > 0
            ? html`<ul class="note">
                ${notes.map((note) => html`<li>${note}</li>`)}
              </ul>`
            : null
        }
        <h2>Results</h2>
        ${means(report)} ${table(report)}
        <p class="note">
          <span class="stage">input</span> stands in front of the victim; <span class="stage data">data</span> filters the training records,
          and the victim is trained again.
        </p>
        ${besideOthers(report)}
        <h2>Beside the published table</h2>
        ${published(report)} ${sweeps(cells, drawing)}
        <h2>What was suspected</h2>
        ${cells.map((cell) => figures(cell, drawing))}
        <h2>Records</h2>
        <p class="note">
          Each unit is shaded by its suspicion, as a share of the record's highest: <span class="s1">dotted: low</span>,
          <span class="s2">dashed</span>, <span class="s3">underlined</span>, <span class="s4">double: highest</span>.
          <mark class="planted">Outlined and bold: planted by the attacker.</mark> Purified code is shown as a diff, − before, + after.
        </p>
        ${cells.flatMap((cell) => cell.records.map((record) => recordSection(record, cellTitle(cell))))}
      </body>
    </html> `
  return page.markup
}

function besideOthers({ metrics, comparisons }: Report): Markup | null {
  if (comparisons.length === 0) return null
  return html`<h2>CodePurify beside other defences</h2>
    <p class="note">
      On the same records, means over the attacks: ours, the other's, and ours minus it. The bootstrap draws records, each with what became
      of it in every attack; a difference whose interval holds no zero is more than the choice of test records explains.
    </p>
    ${pageTable(comparisons, comparisonColumns(metrics, comparisons).map(onPage))}`
}

function published({ paperName, cells }: Report): Markup {
  const beside = publishedTable(paperName, cells)
  if (beside === null)
    return html`<p class="note">The paper's Table II does not have this task: there is no published row to stand beside ours.</p>`
  return html`<p class="note">
      ASR_D in per cent, of "none" ASR, lower is better (arXiv 2410.20136, Table II, ${paperName}); below ours its interval, the mean of its
      cells' bounds.
    </p>
    ${pageTable(beside.rows, publishedColumns.map(onPage))}
    <ul class="note">
      ${beside.notes.map((note) => html`<li>${note}</li>`)}
    </ul>`
}

function figures(cell: ReportCell, drawing: Drawing): Markup {
  const drawn = [statisticHistogram(cell, drawing), rocChart(cell, drawing)]
  const nothing = drawn.every((one) => one === null)
  return html`<h3>${cellTitle(cell)}</h3>
    ${nothing ? html`<p class="note">The result holds no suspicion of test records that could be drawn.</p>` : html`<div class="figures">${drawn}</div>`} `
}

function sweeps(cells: readonly ReportCell[], drawing: Drawing): Markup | null {
  const byRate = groups(cells, ({ model, attack, seed, defence, conditions }) => JSON.stringify([model, attack, seed, defence, conditions]))
  const drawn = [...byRate.values()].map((group) => sweepChart(group, drawing)).filter((one) => one !== null)
  return drawn.length === 0
    ? null
    : html`<h2>Over the poisoning rate</h2>
        <div class="figures">${drawn}</div>`
}
