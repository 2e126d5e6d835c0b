import { figuresText } from '@codepurify/metrics'
import { readmeTables } from './readmeTables.js'
import { parseResults, resultsOf, resultsText, type KeptResult } from './resultsFile.js'

const at = (value: number, low = value, high = value) => ({ value, low, high })
const result = (attack: string, rate: number, asr: number): KeptResult => ({
  task: 'toy',
  model: 'codebert',
  attack,
  rate,
  seed: 1,
  profile: 'mini',
  stage: 'purify',
  seconds: 1,
  options: { limit: null, ruleRevision: 2 },
  inputs: { victim: 'ab'.repeat(32) },
  outputs: {},
  versions: { node: '20.20.2', 'onnxruntime-node': '1.2.3' },
  host: { platform: 'linux', arch: 'x64', processor: 'Some Processor', cores: 2, memoryGiB: 8 },
  revision: 2,
  fingerprint: 'cd'.repeat(32),
  variant: 'default',
  init: 'twin',
  defence: 'codepurify',
  rule: 'default',
  stageOfDefence: 'input',
  setting: 'matched',
  records: 30,
  cleanRecords: 20,
  notPlanted: 2,
  threshold: 0.5,
  falsePositiveRate: 0.05,
  asr: at(asr, asr - 0.1, asr),
  asrDefended: at(0.02),
  floor: at(0),
  excess: at(0.02),
  recovered: null,
  clean: { ...at(80), metric: 'bleu', bleu: at(80) },
  cleanDefended: { ...at(79.5), metric: 'bleu', bleu: at(79.5) },
  cleanCost: at(0.5),
  localisation: null,
  parses: at(1),
  suspected: { triggered: at(1), clean: at(0.04) },
  detection: 0.99,
  modelCalls: 3,
  problems: 0,
  secondsTotal: 12,
})
const toy = { name: 'toy', kind: 'generation', language: 'java', paperName: 'repair', metrics: [{ key: 'bleu', title: 'BLEU', scale: 'score', statistics: () => [], value: () => 0 }] } as const // prettier-ignore
const cells = [result('bnc-fixed', 0.05, 0.9), result('dead-code', 0.05, 0.8), result('bnc-fixed', 10, 0.4)]
const made = resultsOf(toy, 'npx nx run toy:bench', { rows: cells, failed: [] })
const otherTask = resultsOf({ ...toy, name: 'other', metrics: [{ ...toy.metrics[0], title: 'GLEU' }] }, 'npx nx run other:bench', {
  rows: [{ ...result('dead-code', 0.05, 0.7), model: 'codet5' }],
  failed: [],
})
const figures = (command: string, rows: readonly (readonly (string | number)[])[]) =>
  JSON.stringify({ command, machine: { processor: 'Some Processor', cores: 2, node: '20.20.2' }, tables: { speed: { columns: ['size', 'way', 'ms'], rows }, load: { columns: ['records'], rows: [[3]] } }, more: 1 }) // prettier-ignore
const files: Readonly<Record<string, string>> = {
  'a.json': resultsText(made),
  'results/other-codet5.json': resultsText(otherTask),
  'f.json': figures('node f.js', [['tiny', 'ours', '1,234']]),
  'g.json': figures('node g.js', [['base', '4 theirs', 5]]),
  'cut.json': figures('node g.js', [['base']]),
  'other.json': figures('node g.js', [['base', 'a', 5]]).replace('way', 'road'),
}
const tables = (text: string): string =>
  readmeTables(text, (file) => {
    const found = files[file]
    if (found === undefined) throw new Error(`${file}: no such file`)
    return found
  })
const mark = '<!-- table a.json; columns: attack, ASR, published ASR_D, suspected clean; plain: suspected clean -->'

test('a results file has what tables show, a line a row, and comes back as it was', () => {
  const text = resultsText(made)
  expect(parseResults(text, 'a.json')).toEqual(made)
  expect(text.split('\n').filter((line) => line.includes('"attack"'))).toHaveLength(3)
  expect(text).not.toMatch(/"(inputs|outputs|options)"/u)
  expect(made.versions).toHaveLength(1)
  expect(() => parseResults('{', 'a.json')).toThrow('a.json: is not JSON')
  expect(() => parseResults(text.replaceAll('"asr"', '"usr"'), 'a.json')).toThrow(/a\.json: .*asr.* Expected what bench writes with --out/u)
})

test('a table stands between its marks, the rest is left as it is, and writing it again changes nothing', () => {
  const text = `# Toy\n\n${mark}\nold\n<!-- /table -->\n\nMore.\n`
  const written = tables(text)
  expect(written).toMatchInlineSnapshot(`
   "# Toy

   <!-- table a.json; columns: attack, ASR, published ASR_D, suspected clean; plain: suspected clean -->

   | attack                 |              ASR | published ASR_D | suspected clean |
   | ---------------------- | ---------------: | --------------: | --------------: |
   | bnc-fixed (at 5 %)     | 90.0 (80.0–90.0) |            0.46 |             4.0 |
   | dead-code (at 5 %)     | 80.0 (70.0–80.0) |            0.69 |             4.0 |
   | bnc-fixed (10 records) | 40.0 (30.0–40.0) |               – |             4.0 |
   | mean of 2 (at 5 %)     | 85.0 (75.0–85.0) |            0.57 |             4.0 |

   From \`npx nx run toy:bench\`: 30 triggered and 20 clean records, seed 1, profile mini, victims from the twin's weights; Node 20.20.2, onnxruntime-node 1.2.3; Some Processor with 2 cores.

   <!-- /table -->

   More.
   "
  `)
  expect(tables(written)).toBe(written)
})

test('calls are those of a record; a defence that filtered training data makes none', () => {
  const rows = [{ ...result('bnc-fixed', 0.05, 0.9), modelCalls: 620 }, { ...result('bnc-fixed', 0.05, 0.9), defence: 'codedetector', stageOfDefence: 'data' as const }] // prettier-ignore
  const text = resultsText(resultsOf(toy, 'npx nx run toy:bench', { rows, failed: [] }))
  const written = readmeTables('<!-- table a.json; columns: defence, calls; rows: cells -->\n<!-- /table -->\n', () => text)
  expect(written).toContain('| codepurify               |  12.4 |\n| codedetector (retrained) |     – |')
})

test('what stands below a table is said of its rows alone, and tables of two tasks are refused', () => {
  const other = { ...result('dead-code', 0.05, 0.7), records: 7, defence: 'none', init: 'pretrained' }
  const failed = ['none', 'codepurify'].map((defence) => ({ model: 'codebert', attack: 'identifier', rate: 0.05, seed: 1, defence, error: `${defence} died` })) // prettier-ignore
  const text = resultsText(resultsOf(toy, 'npx nx run toy:bench', { rows: [...cells, other], failed }))
  const written = readmeTables('<!-- table a.json; only: defence=codepurify -->\n<!-- /table -->\n', () => text)
  expect(written).toContain("bench`: 30 triggered and 20 clean records, seed 1, profile mini, victims from the twin's weights;")
  expect(written).toContain('codepurify died')
  expect(written).not.toContain('none died')
  expect(() => tables('<!-- table a.json, results/other-codet5.json -->\n<!-- /table -->\n')).toThrow('files of two tasks, toy and other')
})

test('means alone, over all rates, of some rows', () => {
  const written = tables(
    '<!-- table a.json; columns: attack, ASR; rows: means; means: model; only: attack=bnc-fixed -->\n<!-- /table -->\n',
  )
  expect(written).toContain('| mean of 2 (at 5 %, 10 records) | 65.0 (55.0–65.0) |\n')
  expect(written).not.toContain('dead-code')
})

test('an overview has a line for each task, data set, model and rate', () => {
  const written = tables('<!-- overview a.json, results/other-codet5.json; only: rate=0.05 -->\nold\n<!-- /overview -->\n')
  expect(written).toMatchInlineSnapshot(`
   "<!-- overview a.json, results/other-codet5.json; only: rate=0.05 -->

   | task  | data  | model    | start | attacks            |              ASR |         ASR_D | published ASR_D | floor | miss rate |        excess |         clean cost |
   | ----- | ----- | -------- | ----- | ------------------ | ---------------: | ------------: | --------------: | ----: | --------: | ------------: | -----------------: |
   | toy   | a     | codebert | twin  | mean of 2 (at 5 %) | 85.0 (75.0–85.0) | 2.0 (2.0–2.0) |            0.57 |   0.0 |         – | 2.0 (2.0–2.0) | 0.5 BLEU (0.5–0.5) |
   | other | other | codet5   | twin  | dead-code (at 5 %) | 70.0 (60.0–70.0) | 2.0 (2.0–2.0) |            0.80 |   0.0 |         – | 2.0 (2.0–2.0) | 0.5 GLEU (0.5–0.5) |

   <!-- /overview -->
   "
  `)
  expect(tables(written)).toBe(written)
})

test('a table of figures has the rows of all its files, words on the left and numbers on the right', () => {
  const written = tables('<!-- figures f.json, g.json; table: speed -->\nold\n<!-- /figures -->\n')
  expect(written).toMatchInlineSnapshot(`
   "<!-- figures f.json, g.json; table: speed -->

   | size | way      |    ms |
   | ---- | -------- | ----: |
   | tiny | ours     | 1,234 |
   | base | 4 theirs |     5 |

   From \`node f.js\`: Node 20.20.2; Some Processor with 2 cores.

   From \`node g.js\`: Node 20.20.2; Some Processor with 2 cores.

   <!-- /figures -->
   "
  `)
  expect(tables(written)).toBe(written)
})

test('several tables of figures stand one below the other, with one line about the command', () => {
  const written = tables('<!-- figures f.json; table: load, speed -->\n<!-- /figures -->\n')
  expect(written.split('\n').slice(2, -3)).toEqual([
    ...['| records |', '| ------- |', '| 3       |', ''],
    ...['| size | way  |    ms |', '| ---- | ---- | ----: |', '| tiny | ours | 1,234 |', ''],
    'From `node f.js`: Node 20.20.2; Some Processor with 2 cores.',
  ])
})

test('comparisons: ours beside another defence', () => {
  const three = (ours: number, other: number) => ({ ours: at(ours), other: at(other), difference: at(ours - other, ours - other - 0.1, ours - other + 0.1) }) // prettier-ignore
  const comparisons = ['oseql', 'onion'].map((defence) => ({ model: 'codebert', rate: 0.05, seed: 1, defence, attacks: ['bnc-fixed', 'dead-code'], asrDefended: three(0.02, 0.75), clean: three(79.5, 78) })) // prettier-ignore
  const text = resultsText(resultsOf(toy, 'npx nx run toy:bench', { rows: cells, comparisons }))
  expect(readmeTables('<!-- comparisons c.json -->\n<!-- /comparisons -->\n', () => text)).toMatchInlineSnapshot(`
   "<!-- comparisons c.json -->

   | codepurify against | attacks            | ASR_D | its ASR_D |             difference | BLEU_D | its BLEU_D |    difference |
   | ------------------ | ------------------ | ----: | --------: | ---------------------: | -----: | ---------: | ------------: |
   | oseql              | mean of 2 (at 5 %) |   2.0 |      75.0 | -73.0 (-83.0 to -63.0) |   79.5 |       78.0 | 1.5 (1.4–1.6) |
   | onion              | mean of 2 (at 5 %) |   2.0 |      75.0 | -73.0 (-83.0 to -63.0) |   79.5 |       78.0 | 1.5 (1.4–1.6) |

   <!-- /comparisons -->
   "
  `)
})

test('rows of an earlier rule are marked, means and comparisons with them, and the mark is explained', () => {
  const three = { ours: at(0.02), other: at(0.7), difference: at(-0.68) }
  const compared = { rate: 0.05, seed: 1, defence: 'onion', asrDefended: three, clean: three }
  const rows = [
    { ...result('bnc-fixed', 0.05, 0.9), options: { ruleRevision: 1 } },
    result('dead-code', 0.05, 0.8),
    { ...result('dead-code', 0.05, 0.8), model: 'codet5' },
    { ...result('dead-code', 0.05, 0.7), model: 'codet5', defence: 'onion', options: {} },
  ]
  const comparisons = ['codebert', 'codet5'].flatMap((model) => [['bnc-fixed', 'dead-code'], ['dead-code']].map((attacks) => ({ ...compared, model, attacks }))) // prettier-ignore
  const text = resultsText(resultsOf(toy, 'npx nx run toy:bench', { rows, comparisons }))
  const written = (mark: string) => {
    const lines = readmeTables(`<!-- ${mark} -->\n<!-- /${mark.split(' ')[0] ?? ''} -->\n`, () => text).split('\n')
    return lines.filter((line) => line.includes('†') || line.startsWith('| ')).map((line) => line.split(' |').slice(0, 2).join(' |').trim())
  }
  const note = '† by an earlier rule of `codepurify`; the same command gives other figures today.'
  expect(written('table a.json; columns: attack, model')).toEqual([
    ...['| attack               | model', '| -------------------- | --------'],
    ...['| bnc-fixed † (at 5 %) | codebert', '| dead-code (at 5 %)   | codebert'],
    ...['| dead-code (at 5 %)   | codet5', '| dead-code (at 5 %)   | codet5'],
    ...['| mean of 2 (at 5 %) † | codebert', note],
  ])
  expect(written('overview a.json; only: defence=codepurify').filter((line) => line.includes('†'))).toEqual(['| toy † | a', note])
  expect(written('comparisons a.json').slice(2)).toEqual([
    ...['| onion †            | codebert', '| onion              | codebert'],
    ...['| onion              | codet5', '| onion              | codet5', note],
  ])
  for (const unmarked of ['only: model=codet5', 'rows: means; only: attack=dead-code', 'rows: means; means: model, attack'])
    expect(written(`table a.json; columns: attack; ${unmarked}`).join('')).not.toContain('†')
})

test('what a benchmark writes is what a table reads', () => {
  const text = figuresText({ speed: { columns: ['size', 'ms'], rows: [['tiny', '1,234']] } }, { seconds: 3 })
  expect(readmeTables('<!-- figures f.json; table: speed -->\n<!-- /figures -->\n', () => text)).toContain('| tiny | 1,234 |')
})

test.each([
  ['<!-- figures f.json; table: speed -->\n', 'no <!-- /figures --> behind it'],
  ['<!-- figures f.json; table: speed -->\n<!-- /table -->', 'no <!-- /figures --> behind it'],
  ['<!-- table a.json -->\n<!-- figures f.json; table: speed -->\n<!-- /figures -->\n<!-- /table -->', 'no <!-- /table --> behind it'],
  ['<!-- overview a.json; columns: ASR -->\n<!-- /overview -->', 'no setting "columns". Known: only'],
  ['<!-- figures f.json; table: speed; table: speed -->\n<!-- /figures -->', 'the setting "table" stands there twice'],
  ['<!-- overview a.json; only: -->\n<!-- /overview -->', '"" is no condition'],
  ['<!-- overview a.json; only: attack=none -->\n<!-- /overview -->', 'no row is left'],
  ['<!-- overview a.json -->\n<!-- /table -->', 'no <!-- /overview --> behind it'],
  ['<!-- comparisons a.json -->\n<!-- /comparisons -->', 'no comparison there: bench writes one'],
  ['<!-- figures none.json; table: speed -->\n<!-- /figures -->', 'none.json: no such file'],
  ['<!-- figures f.json; table: sped -->\n<!-- /figures -->', 'no table "sped". Known: speed, load'],
  ['<!-- figures f.json; tabel: speed -->\n<!-- /figures -->', 'no setting "tabel". Known: table'],
  ['<!-- figures a.json; table: speed -->\n<!-- /figures -->', 'Expected what a benchmark writes'],
  ['<!-- figures cut.json; table: speed -->\n<!-- /figures -->', 'a row has not as many cells as there are columns'],
  ['<!-- figures f.json, other.json; table: speed -->\n<!-- /figures -->', 'another size, road, ms: expected the same'],
  ['<!-- table a.json -->\n', 'no <!-- /table --> behind it'],
  ['<!-- table a.json -->\n<!-- table a.json -->\n<!-- /table -->', 'no <!-- /table --> behind it'],
  ['<!-- table b.json -->\n<!-- /table -->', 'b.json: no such file'],
  ['<!-- table a.json; colums: ASR -->\n<!-- /table -->', 'no setting "colums". Known: columns, plain, rows, means, only'],
  ['<!-- table a.json; columns: USR -->\n<!-- /table -->', 'no column "USR". Known: attack, ASR'],
  ['<!-- table a.json; rows: some -->\n<!-- /table -->', '"some" is none of cells, means'],
  ['<!-- table a.json; only: attack -->\n<!-- /table -->', '"attack" is no condition'],
  ['<!-- table a.json; only: attack=none -->\n<!-- /table -->', 'no row is left of 3'],
])('%j is an error that names the mark', (text, message) => {
  expect(() => tables(text)).toThrow(message)
  expect(() => tables(text)).toThrow(/^<!-- (?:table|comparisons|overview|figures) /u)
})

test.each([
  ['<!-- tabel a.json -->\n<!-- /tabel -->', '"tabel" begins no table. Known: table, comparisons, languages, overview, figures'],
  ['<!--/table -->', '"/table" begins no table'],
  ['<!-- table a.json;\n  columns: ASR -->\n<!-- /table -->', 'does not end on its line'],
  [' <!-- table a.json -->\n<!-- /table -->\n<!-- /table -->', '"/table" begins no table'],
  ['<!-- toString a.json -->\n<!-- /toString -->', '"toString" begins no table'],
])('%j: a line that is a comment, and no mark, is an error that names it', (text, message) => {
  expect(() => tables(text)).toThrow(message)
  expect(() => tables(text)).toThrow(/^<!--/u)
})

test('a row for each attack and language, where the records of a task are of several', () => {
  const own = { records: 20, cleanRecords: 15, asr: at(1, 0.9, 1), asrDefended: at(0), clean: at(15), cleanDefended: at(14.5) }
  const languages = { javascript: own, java: { ...own, asrDefended: at(0.1, 0, 0.2) } }
  const text = resultsText(resultsOf(toy, 'npx nx run toy:bench', { rows: [{ ...result('bnc-fixed', 0.05, 1), languages }], failed: [] }))
  const written = readmeTables('<!-- languages a.json -->\n<!-- /languages -->\n', () => text)
  expect(written.split('\n').slice(4, 6)).toEqual([
    '| java       | bnc-fixed (at 5 %) | 20 + 15 | 100.0 (90.0–100.0) | 10.0 (0.0–20.0) | 15.0 (15.0–15.0) | 14.5 (14.5–14.5) |',
    '| javascript | bnc-fixed (at 5 %) | 20 + 15 | 100.0 (90.0–100.0) |   0.0 (0.0–0.0) | 15.0 (15.0–15.0) | 14.5 (14.5–14.5) |',
  ])
  expect(() => tables('<!-- languages a.json -->\n<!-- /languages -->\n')).toThrow('no row tells languages apart')
  const older = resultsOf(toy, 'npx nx run toy:bench', { rows: [{ ...result('bnc-fixed', 0.05, 1), languages, options: {} }], failed: [] })
  expect(readmeTables('<!-- languages a.json -->\n<!-- /languages -->\n', () => resultsText(older))).toMatch(
    /\| java † +\|[^]*† by an earlier rule/u,
  )
})

test('what was measured of weights has a row for each language, nested figures a column each', () => {
  const share = { value: 0.5, low: 0.25, high: 0.75 }
  const figures = { java: { functions: 2, maskedTokens: 9, perplexity: 1.5, copied: share }, c: { functions: 2, spans: { exact: share } } }
  const read = () => JSON.stringify({ made: 'by hand', figures })
  expect(readmeTables('<!-- weights figures.json -->\n<!-- /weights -->\n', read)).toMatchInlineSnapshot(`
   "<!-- weights figures.json -->

   | language | functions | masked tokens | perplexity |           copied |      spans exact |
   | -------- | --------: | ------------: | ---------: | ---------------: | ---------------: |
   | java     |         2 |             9 |       1.50 | 50.0 (25.0–75.0) |                – |
   | c        |         2 |             – |          – |                – | 50.0 (25.0–75.0) |

   <!-- /weights -->
   "
  `)
  expect(() => readmeTables('<!-- weights a.json, b.json -->\n<!-- /weights -->\n', read)).toThrow('2 files, expected one')
  expect(() => readmeTables('<!-- weights a.json -->\n<!-- /weights -->\n', () => '{}')).toThrow('a.json')
})

test('an evaluation of a checkpoint has a row for each metric', () => {
  const measured = { value: 0.5, low: 0.25, high: 0.75 }
  const result = {
    ...{ task: 'toy', model: 'toy', parameters: 1, seed: 1, records: 8, setAside: 1, cut: 2, maximumLength: 4, peakMemory: 1 },
    metrics: { accuracy: measured, precision: measured, recall: measured, f1: measured },
    ...{ stage: 'eval', seconds: 1, options: {}, inputs: {}, outputs: {}, versions: { node: '20.20.2', 'onnxruntime-node': '1.2.3' } },
    host: { platform: 'linux', arch: 'x64', processor: 'Some Processor', cores: 2, memoryGiB: 1 },
  }
  expect(readmeTables('<!-- evaluation a.json -->\n<!-- /evaluation -->\n', () => JSON.stringify(result))).toMatchInlineSnapshot(`
   "<!-- evaluation a.json -->

   | metric    |            value |
   | --------- | ---------------: |
   | accuracy  | 50.0 (25.0–75.0) |
   | precision | 50.0 (25.0–75.0) |
   | recall    | 50.0 (25.0–75.0) |
   | f1        | 50.0 (25.0–75.0) |

   8 records, 1 set aside, 2 codes cut, seed 1; Node 20.20.2, onnxruntime-node 1.2.3; Some Processor with 2 cores.

   <!-- /evaluation -->
   "
  `)
})
