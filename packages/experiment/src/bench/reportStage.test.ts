import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '../program/command.js'
import { silent } from '../progress.js'
import { toyFolder, toyModel, toyTask, type Log } from '../testing/toyTask.js'

let root: string
const log: Log = { fits: 0, opened: 0, answered: 0, purified: 0, encoded: 0 }
const said: string[] = []
const run = (...args: string[]) =>
  command(toyTask(toyModel(log)), [...args, '--runs', join(root, 'runs')], {
    root,
    output: { write: (text: string) => said.push(text) },
    context: { progress: silent, now: () => 0, signal: new AbortController().signal },
    environment: {},
  })
const file = (...path: string[]) => join(root, 'runs', 'toy', ...path)
const page = () => readFileSync(file('report.html'), 'utf8')

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'report-'))
  await toyFolder(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeEach(() => (said.length = 0))

test('without a result there is no page, and the error says what to run', async () => {
  await expect(run('report')).rejects.toThrow('holds no purify result for a report. Run purify or bench first')
})

test('the page has every result that is there: its row, its charts, its records, the curve over the rates; and running it changes no result', async () => {
  await run(
    'bench',
    '--init',
    'pretrained',
    '--attack',
    'bnc-fixed',
    '--rate',
    '4,0.05',
    '--defence',
    'codepurify,spectral-signatures',
    '--limit',
    '20',
  )
  const result = file('toy', 'bnc-fixed-0.05', 'purify.json')
  const before = [readFileSync(result, 'utf8'), { ...log }]
  await run('report', '--out', join(root, 'report.json'))
  expect([readFileSync(result, 'utf8'), { ...log }]).toEqual(before)
  expect(said.join('')).toContain('report.html: 4 cells')
  expect(JSON.parse(readFileSync(join(root, 'report.json'), 'utf8'))).toMatchObject({ cells: 4, leftOut: [] })
  const html = page()
  for (const rate of ['4 records', '5 %'])
    expect(html).toContain(
      `aria-label="ROC curve, area 1.000 (0.832–1.000), toy, bnc-fixed at ${rate}, codepurify (embedded data, at most 20 records of a kind)"`,
    )
  // one curve a defence, with the number of poisoned records from poison.json: 5 % of 60 are 3
  expect(html.match(/aria-label="ASR and ASR_D over the rate/gu)).toHaveLength(2)
  expect(html).toMatch(/<tspan[^>]*>3<\/tspan><tspan[^>]*>5 %<\/tspan>/u)
  expect(html).toContain('class="stage data"')
  // what a filter found of training records is drawn as well
  expect(html).toMatch(/of 3 poisoned \(hatched\) and\s+57 clean training records/u)
  expect(html).toContain('74.89') // Table II, Spectral Signatures on repair
  const [head = '', ...lines] = readFileSync(file('report.csv'), 'utf8').trimEnd().split('\r\n')
  expect(lines).toHaveLength(4)
  const conditions = '"embedded data, at most 20 records of a kind"'
  // the higher rate first, and defences in their usual order
  expect(lines[3]).toMatch(new RegExp(`^toy,toy,bnc-fixed,0\\.05,1,spectral-signatures,${conditions},data,matched,0\\.05,pretrained,`, 'u'))
  expect(lines.every((line) => line.replace(conditions, '').split(',').length === head.split(',').length)).toBe(true)
  expect(readFileSync(file('report.md'), 'utf8')).toMatch(/## embedded data, at most 20 records of a kind\n\n\| defence +\| attack/u)
  expect(readFileSync(file('report.md'), 'utf8')).toMatch(
    /\| Spectral Signatures +\| embedded data, at most 20 records of a kind \| +74\.89 \|/u,
  )
  expect(html.match(/<mark class="planted">/gu)?.length).toBeGreaterThan(2)
  const [, beside = ''] = html.split('<h2>CodePurify beside other defences</h2>')
  expect(beside.match(/<td>spectral-signatures \(retrained\)<\/td>/gu)).toHaveLength(2)
  expect(readFileSync(file('report.md'), 'utf8')).toMatch(/## CodePurify beside other defences\n\n\| codepurify against +\| attacks/u)
})

test('a damaged result is left out, and the page says so', async () => {
  const path = file('toy', 'bnc-fixed-4', 'purify.json')
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, whole.replace('"asrDefended"', '"<script>"'))
  await run('report')
  expect(said.join('')).toMatch(/3 cells\n.*left out .*bnc-fixed-4.purify\.json: "asrDefended"/u)
  expect(page()).toMatch(/<li>left out .*bnc-fixed-4.purify\.json/u)
  writeFileSync(path, whole)
})

test('a result of another task, and a bench that cannot be read, are named on the page', async () => {
  const [path, bench] = [file('toy', 'bnc-fixed-4', 'purify.json'), file('toy', 'bench.json')]
  const [whole, made] = [readFileSync(path, 'utf8'), readFileSync(bench, 'utf8')]
  writeFileSync(path, whole.replace('"task": "toy"', '"task": "defect"'))
  writeFileSync(bench, made.slice(0, 40))
  await run('report')
  expect(said.join('')).toMatch(/left out .*bnc-fixed-4.purify\.json: is a result of defect, expected one of toy/u)
  expect(said.join('')).toMatch(/without the cells that failed: .*bench\.json: is not JSON/u)
  writeFileSync(path, whole)
  writeFileSync(bench, made)
})

test('a cell that failed is named until it has run again, also where a result of before is there', async () => {
  const [path, bench] = [file('toy', 'bnc-fixed-4', 'purify.json'), file('toy', 'bench.json')]
  const whole = readFileSync(bench, 'utf8')
  const failed = [
    { model: 'toy', attack: 'bnc-fixed', rate: 4, seed: 1, defence: 'codepurify', error: 'no memory.', folder: 'bnc-fixed-4' },
  ]
  writeFileSync(bench, JSON.stringify({ ...(JSON.parse(whole) as object), failed }))
  const note = 'failed: toy, bnc-fixed at 4 records, seed 1, codepurify (bnc-fixed-4): no memory. The row is of a run before.'
  utimesSync(path, 1, 1)
  await run('report')
  expect(said.join('')).toContain(note)
  said.length = 0
  const later = Date.now() / 1000 + 10
  utimesSync(path, later, later)
  await run('report')
  expect(said.join('')).not.toContain('failed')
  writeFileSync(bench, whole)
})

test.each([
  ['cut off', (text: string) => text.slice(0, text.length / 2), /line \d+: is not JSON/u],
  ['another thing', (text: string) => text.replace('"units"', '"united"'), /line 1: .*units/u],
])('records that are %s leave the row without them, and the page says so', async (_, damage, reason) => {
  const path = file('toy', 'bnc-fixed-4', 'purified.jsonl')
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, damage(whole))
  await run('report')
  expect(said.join('')).toContain('4 cells\n')
  expect(said.join('')).toMatch(/^without its records: .*purified\.jsonl: /mu)
  expect(said.join('')).toMatch(reason)
  writeFileSync(path, whole)
})

test('what a filter found since is not drawn beside a result from before', async () => {
  const path = file('toy', 'bnc-fixed-0.05', 'spectral-signatures', 'filter.json')
  const whole = readFileSync(path, 'utf8')
  const drawn = /of 3 poisoned \(hatched\)/u
  expect(page()).toMatch(drawn)
  for (const change of [() => writeFileSync(path, `${whole}\n`), () => rmSync(path)]) {
    change()
    await run('report')
    expect(page()).not.toMatch(drawn)
  }
  writeFileSync(path, whole)
  const suspicion = file('toy', 'bnc-fixed-0.05', 'spectral-signatures', 'suspicion.json')
  const own = readFileSync(suspicion, 'utf8')
  writeFileSync(suspicion, own.replace('[', '[ '))
  await run('report')
  expect(page()).not.toMatch(drawn)
  expect(page()).toContain('not what the filter.json beside it was made with')
  writeFileSync(suspicion, own)
  await run('report')
  expect(page()).toMatch(drawn)
})

test('records that are not those of their result are neither shown nor compared, and the page says so', async () => {
  const path = file('toy', 'bnc-fixed-4', 'purified.jsonl')
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, whole.split('\n').slice(1).join('\n'))
  await run('report')
  expect(page()).toMatch(
    /<li>codepurify is not compared with spectral-signatures \(toy, bnc-fixed at 4 records, seed 1\): .*purified\.jsonl: these are not the records/u,
  )
  writeFileSync(path, whole)
})

test('a result of an older program is shown, what it did not write is left open', async () => {
  const path = file('toy', 'bnc-fixed-4', 'purify.json')
  const { recovered: _recovered, detection: _detection, rule: _rule, setting: _setting, ...older } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> // prettier-ignore
  writeFileSync(path, JSON.stringify(older))
  await run('report')
  expect(said.join('')).toContain('4 cells')
  writeFileSync(path, JSON.stringify({ ...older, detection: 0.875 }))
  await run('report')
  const [head = '', ...lines] = readFileSync(file('report.csv'), 'utf8').split('\r\n')
  expect(head).toContain(',detection,detection_low,detection_high,true_positive_rate,')
  expect(lines.join('\n')).toContain(',0.875,,,')
})

test('a result by an earlier rule is named on the page', async () => {
  const path = file('toy', 'bnc-fixed-4', 'purify.json')
  const whole = readFileSync(path, 'utf8')
  const note = 'toy, codepurify (embedded data, at most 20 records of a kind): bnc-fixed at 4 records by an earlier rule of the defence'
  const { options, ...rest } = JSON.parse(whole) as { readonly options: Readonly<Record<string, unknown>> }
  writeFileSync(path, JSON.stringify({ ...rest, options: { ...options, ruleRevision: 1 } }))
  await run('report')
  expect(page().match(/by an earlier rule/gu)).toHaveLength(1)
  for (const shown of [page(), readFileSync(file('report.md'), 'utf8'), said.join('')]) expect(shown).toContain(note)
  writeFileSync(path, whole)
  await run('report')
  expect(page()).not.toContain('by an earlier rule')
})

test('a cell that failed in the last bench is named on the page until it has a result', async () => {
  await expect(run('bench', '--init', 'pretrained', '--attack', 'bnc-fixed', '--defence', 'none,onion')).rejects.toThrow(
    '1 of 2 cells failed',
  )
  await run('report')
  const note = 'failed: toy, bnc-fixed at 5 %, seed 1, onion (bnc-fixed-0.05): ONION is not made for toys'
  const told = (): string[] => [page(), readFileSync(file('report.md'), 'utf8'), said.join('')]
  for (const shown of told()) expect(shown).toContain(note)
  // a result of the same name in another experiment is not its own
  mkdirSync(file('toy', 'bnc-fixed-0.05-dropped-split'))
  const result = readFileSync(file('toy', 'bnc-fixed-0.05', 'purify-none.json'), 'utf8').replace('"defence": "none"', '"defence": "onion"')
  writeFileSync(file('toy', 'bnc-fixed-0.05-dropped-split', 'purify-onion.json'), result)
  await run('report')
  expect(page()).toContain(note)
})
