import { parseHTML } from 'linkedom'
import type { Compared, ComparisonRow } from '../comparisonColumns.js'
import type { ReportCell, ReportRecord } from './reportCell.js'
import { reportPage } from './reportPage.js'

const hostile = '</script></pre><img src=x onerror="alert(1)"> & \u202E\'"'
const code = `int f(int a) {\n    boom("${hostile}");\n    return a;\n}`
const at = (value: number, low = value, high = value) => ({ value, low, high })

const record = (kind: 'triggered' | 'clean', id: string): ReportRecord => ({
  id,
  kind,
  code,
  planted: kind === 'triggered' ? [[19, 19 + 6]] : [],
  units: [
    { spans: [[10, 11]], score: 0.4 },
    { spans: [[19, 70]], score: 2 },
    { spans: [[-5, Infinity]], score: -1 },
  ],
  purified: code.replace('boom', 'calm'),
  suspected: true,
  answer: hostile,
  answerDefended: 'fine',
  reference: 'fine',
})

// the shape of a purify result, its records reduced to what the page shows
const cell = (rate: number): ReportCell => ({
  model: 'codebert',
  attack: hostile,
  rate,
  seed: 1,
  defence: 'codepurify',
  stageOfDefence: rate > 0.01 ? 'input' : 'data',
  conditions: hostile,
  poisoned: null,
  recordCount: 3,
  cleanCount: 4,
  asr: at(0.95, 0.9, 0.98),
  asrDefended: at(0.02, 0, 0.05),
  floor: at(0),
  excess: at(0.02, -0.01, 0.05),
  clean: { bleu: at(80) },
  cleanDefended: { bleu: at(79.5) },
  cleanCost: at(0.5),
  localisation: null,
  seconds: 12,
  suspected: { triggered: at(1), clean: at(0.25) },
  detection: at(0.96, 0.9, 0.99),
  threshold: -0.42,
  byLabel: false,
  suspicion: { triggered: [-0.1, -0.2, Number.MAX_VALUE], clean: [-0.9, -0.7, -0.8, -0.3] },
  records: [record('triggered', hostile), record('clean', 'c1')],
})
const report = (cells: readonly ReportCell[], comparisons: readonly ComparisonRow[] = []) => ({
  comparisons,
  task: 'program-repair',
  paperName: 'repair',
  metrics: [{ key: 'bleu', title: 'BLEU', scale: 'score' as const }],
  cells,
  notes: [`left out ${hostile}`],
})

let page: string
beforeAll(async () => {
  page = await reportPage(report([cell(0.05), cell(0.01)]))
})

test('hostile code and names stay text: no element, no attribute, no script comes of them', () => {
  const { document } = parseHTML(page)
  expect(document.querySelectorAll('script, img, iframe, object, embed, base')).toHaveLength(0)
  expect(page).not.toMatch(/<img|<\/script|\u202E/u)
  expect([...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes].filter(({ name }) => name.startsWith('on')))).toEqual([]) // prettier-ignore
  expect(document.querySelector('pre.code')?.textContent).toBe(code.replace('\u202E', '\\u{202e}'))
})

test('the page asks nothing of the network', () => {
  expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|@import|url\((?!#)/u)
  expect(parseHTML(page).document.querySelectorAll('[src], [href], link')).toHaveLength(0)
  expect(page).toContain("default-src 'none'")
})

test('table, published row, histogram with its line, ROC and sweep are there', () => {
  const { document } = parseHTML(page)
  const labels = [...document.querySelectorAll('[role="img"]')].map((one) => one.getAttribute('aria-label') ?? '')
  for (const [start, times] of [
    ['Histogram', 2],
    ['ROC curve, area 0.960 (0.900–0.990)', 2],
    ['ASR and ASR_D over the rate', 0],
  ] as const)
    // prettier-ignore
    expect(labels.filter((label) => label.startsWith(start))).toHaveLength(start.startsWith('ASR') ? 1 : times)
  expect(page).toContain('1 records without a value are not drawn')
  const text = document.body.textContent ?? ''
  for (const wanted of ['95.0', '90.0–98.0', '-1.0 to 5.0', '74.89', '2.39']) expect(text).toContain(wanted)
  expect([...document.querySelectorAll('.stage.data')].length).toBeGreaterThan(1)
})

test('labels: the miss rate has its columns, and the histogram says what suspicions are less their line', async () => {
  const labelled: ReportCell = { ...cell(0.05), byLabel: true, threshold: 0, missRate: at(0.4), overMissRate: at(-0.1, -0.2, 0) }
  const markup = await reportPage(report([labelled]))
  expect(markup).toContain('miss rate')
  expect(markup).toContain('suspicion less the line of its label (suspected above the line)')
  expect(await reportPage(report([cell(0.05)]))).not.toContain('miss rate</th>')
})

test('the unit is shaded, what was planted is outlined, the purified code is a diff', () => {
  const { document } = parseHTML(page)
  expect(document.querySelector('mark.planted .s4')?.textContent).toBe('boom("'.slice(0, 6))
  expect(document.querySelector('pre .s1')?.textContent).toBe('a')
  expect(document.querySelector('del')?.textContent).toContain('-    boom(')
  expect(document.querySelector('ins')?.textContent).toContain('+    calm(')
  // the line behind a change begins with the diff's blank and its own indentation, nothing else
  expect(page).toMatch(/<\/ins> {5}return a;/u)
})

test('a task that the paper does not have, and no cells at all, still make a page', async () => {
  const empty = await reportPage({ ...report([]), paperName: 'summarization' })
  expect(empty).toContain('No cell was finished.')
  expect(empty).toContain('does not have this task')
})

test('a sweep has shares and counts on one axis of poisoned records, and without these its rates in order', async () => {
  const sweep = [cell(0.05), cell(10), cell(0.001)]
  const drawn = async (cells: readonly ReportCell[]) => {
    const { document } = parseHTML(await reportPage(report(cells)))
    const chart = [...document.querySelectorAll('[role="img"]')].find(
      (one) => one.getAttribute('aria-label')?.startsWith('ASR and ASR_D') === true,
    )
    return chart
  }
  const counted = await drawn(sweep.map((one) => ({ ...one, poisoned: one.rate > 1 ? one.rate : 6000 * one.rate })))
  const ticks = [...(counted?.querySelectorAll('[aria-label="x-axis tick label"] text') ?? [])]
  expect(ticks.map(({ textContent }) => textContent)).toEqual(['60.1 %', '10', '3005 %'])
  const places = ticks.map((one) => Number(/translate\(([\d.]+)/u.exec(one.getAttribute('transform') ?? '')?.[1]))
  const [six = NaN, ten = NaN, most = NaN] = places
  expect((ten - six) / (most - six)).toBeCloseTo(Math.log(10 / 6) / Math.log(300 / 6), 2)
  const ordered = await drawn(sweep)
  expect([...(ordered?.querySelectorAll('[aria-label="x-axis tick label"] text') ?? [])].map(({ textContent }) => textContent)).toEqual(['10 records', '0.1 %', '5 %']) // prettier-ignore
})

test('beside the published means stand our cells at the published rates, without those of a sweep', async () => {
  const { document } = parseHTML(await reportPage(report([cell(0.05), { ...cell(0.001), asrDefended: at(0.9) }])))
  const row = [...document.querySelectorAll('tr')].find((one) => one.firstElementChild?.textContent === 'CodePurify')
  expect([...(row?.querySelectorAll('td') ?? [])].map(({ textContent }) => textContent?.replace(/\s+/gu, ' ').trim())[3]).toMatch(
    /^2\.0.*1 cell/u,
  )
})

test('ours stands beside each other defence, where there are some', async () => {
  const three = (ours: number, other: number): Compared => ({ ours: at(ours), other: at(other), difference: at(ours - other) })
  const row = { model: 'codebert', rate: 0.05, seed: 1, attacks: ['bnc-fixed', 'dead-code'], asrDefended: three(0.02, 0.75), clean: three(79.5, 78) } // prettier-ignore
  const rows = [{ ...row, defence: '<b>onion' }, { ...row, defence: 'oseql', conditions: 'from the twin' }] // prettier-ignore
  const html = await reportPage(report([], rows))
  expect(html).toContain('<h2>CodePurify beside other defences</h2>')
  for (const cell of ['&lt;b&gt;onion', 'from the twin', 'mean of 2 (at 5 %)', '-73.0<small>', '1.5<small>']) expect(html).toContain(cell)
  expect(html).not.toContain('<b>')
  expect(await reportPage(report([]))).not.toContain('beside other defences')
})
