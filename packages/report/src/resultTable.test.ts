import { attackColumns, suspicionColumns, type AttackRow } from './attackColumns.js'
import { markdownTable, resultTable } from './resultTable.js'

const at = (value: number, low = value, high = value) => ({ value, low, high })
const row: AttackRow = {
  attack: 'bnc-fixed',
  rate: 0.05,
  asr: at(0.973, 0.95, 0.986),
  asrDefended: at(0.01, 0.002, 0.03),
  floor: at(0),
  excess: at(0.01, 0, 0.03),
  clean: { bleu: at(81.24, 80, 82.5), exactMatch: at(0.1) },
  cleanDefended: { bleu: at(81.2, 80, 82.4), exactMatch: at(0.1) },
  cleanCost: at(-0.04, -0.5, 0.5),
  localisation: at(1),
  seconds: 123.4,
}
const columns = attackColumns([
  { key: 'bleu', title: 'BLEU', scale: 'score' },
  { key: 'exactMatch', title: 'EM', scale: 'share' },
])

test('the table shows every value with its interval, shares as per cent', () => {
  expect(`\n${resultTable([row], columns)}\n`).toMatchInlineSnapshot(`
   "
   ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
   attack           ASR    ASR_D    floor   excess       BLEU     BLEU_D         EM       EM_D   clean cost   DER  localisation  seconds 
   bnc-fixed       97.3      1.0      0.0      1.0       81.2       81.2       10.0       10.0          0.0  98.1         100.0      123 
   at 5 %     95.0–98.6  0.2–3.0  0.0–0.0  0.0–3.0  80.0–82.5  80.0–82.4  10.0–10.0  10.0–10.0  -0.5 to 0.5         100.0–100.0          
   ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
   "
  `)
})

test('the markdown table has one line a row, its columns padded, and a line of means', () => {
  const weaker: AttackRow = { ...row, attack: 'dead-code', asr: at(0.42), localisation: null, seconds: 100 }
  const few = columns.filter(({ title }) => ['attack', 'ASR', 'clean cost', 'localisation', 'seconds'].includes(title))
  expect(`\n${markdownTable([row, weaker], few, { means: [[row, weaker]] })}\n`).toMatchInlineSnapshot(`
   "
   | attack             |              ASR |        clean cost |        localisation | seconds |
   | ------------------ | ---------------: | ----------------: | ------------------: | ------: |
   | bnc-fixed (at 5 %) | 97.3 (95.0–98.6) | 0.0 (-0.5 to 0.5) | 100.0 (100.0–100.0) |     123 |
   | dead-code (at 5 %) | 42.0 (42.0–42.0) | 0.0 (-0.5 to 0.5) |                   – |     100 |
   | mean of 2 (at 5 %) | 69.7 (68.5–70.3) | 0.0 (-0.5 to 0.5) |                   – |     112 |
   "
  `)
})

test('a number whose interval is not known stands alone, and so does a mean that it is part of', () => {
  const suspected = { suspected: { triggered: at(1), clean: at(0) }, truePositiveRate: null }
  const rows = [0.9876, at(0.5, 0.4, 0.6), null].map((detection) => ({ ...suspected, detection }))
  const [column] = suspicionColumns().filter(({ title }) => title === 'AUROC')
  expect(rows.map((one) => column?.cell(one))).toEqual(['0.988', ['0.500', '0.400–0.600'], '–'])
  expect(column?.mean?.(rows.slice(0, 2))).toBe('0.744')
  expect(column?.mean?.(rows.slice(1, 2))).toEqual(['0.500', '0.400–0.600'])
  expect(column?.mean?.(rows)).toBe('–')
})

test('a terminal shows the same means', () => {
  expect(
    resultTable([row, row], columns, { means: [[row, row]] })
      .split('\n')
      .slice(-3, -1)
      .join('\n'),
  ).toMatch(/^mean of 2 \(at 5 %\) +97\.3 +1\.0 .*\n +95\.0–98\.6 +0\.2–3\.0 /u)
})

test('a cell cannot break its row', () => {
  expect(markdownTable([{ ...row, attack: 'a|b\nc' }], columns.slice(0, 1)).split('\n')[2]).toBe('| a\\|b c (at 5 %) |')
})

test('a row without the metric that a column shows is an error that lists what it has', () => {
  expect(() => resultTable([row], attackColumns([{ key: 'f1', title: 'F1', scale: 'share' }]))).toThrow(
    'no clean metric "f1", it has bleu, exactMatch',
  )
})
