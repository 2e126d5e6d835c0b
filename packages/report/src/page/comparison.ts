import { groups } from '../groups.js'
import { written } from '../measure.js'
import { html, type Markup } from './markup.js'
import { publishedRows } from '../published.js'
import type { Report, ReportCell } from './reportCell.js'

const models = ['codebert', 'codet5'] as const

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

/** Table II beside our means, and what is different in how they were measured. */
export function comparison({ paperName, cells }: Report): Markup {
  const published = publishedRows(paperName)
  if (published === null)
    return html`<p class="note">The paper's Table II does not have this task: there is no published row to stand beside ours.</p>`
  const rows = [...published, { defence: 'codepurify-paper', title: "CodePurify, the paper's rule", codebert: null, codet5: null }].map(
    (row) => {
      const pairs = models.map((model) => {
        const value = row.defence === 'codepurify-paper' ? null : row[model]
        return html`<td>${value === null ? '–' : value.toFixed(2)}</td>
          <td>${ours(cells, model, row.defence)}</td>`
      })
      return html`<tr>
        <td>${row.title}</td>
        ${pairs}
      </tr> `
    },
  )
  return html`<p class="note">ASR_D in per cent, lower is better (arXiv 2410.20136, Table II, ${paperName}).</p>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>defence</th>
            ${models.map(
              (model) =>
                html`<th>published, ${model}</th>
                  <th>ours, ${model}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <ul class="note">
      <li>Published: ${publishedSetting[paperName] ?? 'another set'}. Ours: ${recordsIn(cells)}.</li>
      ${differences.map((one) => html`<li>${one}</li>`)}
    </ul>`
}

/** How many triggered records the cells have, and of what. */
function recordsIn(cells: readonly ReportCell[]): string {
  const counts = cells.map(({ recordCount }) => recordCount)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const said = [...new Set(cells.map(({ conditions }) => conditions))].filter((one) => one !== '')
  return cells.length === 0 ? 'no cell' : `${least === most ? least : `${least} to ${most}`} triggered records a cell (${said.join('; ')})`
}

/** The mean of our cells, one value a set of conditions: what was measured on other data is not averaged in. */
function ours(cells: readonly ReportCell[], model: string, defence: string): Markup {
  const own = cells.filter(
    (cell) => cell.model === model && (cell.defence === defence || (defence === 'none' && cell.defence === 'codepurify')),
  )
  // without a run of its own, `none` is what the other cells measured before they were defended
  const measured = defence === 'none' && own.some((cell) => cell.defence === 'none') ? own.filter((cell) => cell.defence === 'none') : own
  if (measured.length === 0) return html`–`
  // a sweep has cells that the paper has none of
  const published = measured.filter(({ rate }) => rate === 0.05 || rate === 0.01)
  const byConditions = groups(published.length > 0 ? published : measured, ({ conditions }) => conditions)
  return html`${[...byConditions].map(([conditions, group]) => {
    const mean = group.reduce((sum, { asr, asrDefended }) => sum + (defence === 'none' ? asr : asrDefended).value, 0) / group.length
    const said = [...new Set(group.map(({ attack }) => attack))].join(', ')
    return html`${written(mean, 'share')}<small
        >${said}; ${group.length} ${group.length === 1 ? 'cell' : 'cells'}${conditions === '' ? '' : `; ${conditions}`}</small
      >`
  })}`
}
