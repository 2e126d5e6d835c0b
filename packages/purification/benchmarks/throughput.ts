/**
 * @file Records a second: this package against the official way, same engine, same weights, one run, in turns; and whether both found the same.
 * Usage: node dist/benchmarks/throughput.js <records.jsonl.gz> <column> [--victim <folder>] [--masked <folder>] [--records 512] [--official 24] [--length 168] [--threads 2] [--out throughput.json]
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calibrate, seq2SeqVictim, suspicion, type Victim } from '@codepurify/entropy'
import { figure, figuresText, random } from '@codepurify/metrics'
import { MaskedLm, officialSeq2Seq, Seq2Seq } from '@codepurify/models'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { purify, type Purified, type PurifyRecord } from '@codepurify/purification'
import { loadLanguage } from '@codepurify/syntax'
import { agreement, paperAgreement, type Agreement } from './agreement.js'
import { peakMiB, rate, ratios, timed, zero, type Spent } from './clock.js'
import { loadModels, readColumn } from './load.js'
import { computedOfficially, officialPurifier, type OfficialResult } from './official.js'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    victim: { type: 'string' },
    masked: { type: 'string' },
    records: { type: 'string', default: '512' },
    official: { type: 'string', default: '24' },
    length: { type: 'string', default: '168' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
})
const [path, column] = positionals
if (!path || !column) throw new Error('expected a .jsonl.gz file and the name of the column with the code')
const [count, officialCount, maximumLength, threads] = [options.records, options.official, options.length, options.threads].map(Number) as [
  number,
  number,
  number,
  number,
]
/** Clean records that the threshold comes from; not timed. */
const CALIBRATION = 40
/** Records that go through the models together: the default of `purify`. */
const TOGETHER = 256

const codes = readColumn(path, column)
const { config, weights, tokenizer, masked } = await loadModels(codes, options)
const tokensOf = (code: string): number => tokenizer.encode(code).ids.length
const fits = random('throughput')
  .shuffle(codes.filter((code) => tokensOf(code) <= maximumLength - 2))
  .slice(0, count + CALIBRATION)
const language = await loadLanguage('java')
const model = await Seq2Seq.create({ config, weights, threads })
const maskedLm = await MaskedLm.create({ ...masked, threads })
let sequences = 0
const own = seq2SeqVictim(model, tokenizer, { maximumLength })
const victim: Victim = { ...own, surprise: (requests) => ((sequences += requests.length), own.surprise(requests)) }
const clean = await suspicion(
  victim,
  fits.slice(count).map((code) => ({ code, units: language.parse(code).units() })),
)
const { threshold } = calibrate(clean, { falsePositiveRate: 0.05 })
const ours = (some: readonly PurifyRecord[]) => purify(some, { victim, maskedLm, tokenizer, threshold })
const paper = (some: readonly PurifyRecord[]) => purify(some, { victim, maskedLm, tokenizer, threshold: 0.1, rule: 'paper' })

const records = fits.slice(0, count).map((code, index): PurifyRecord => ({ id: String(index), code, language: 'java' }))
// The official way takes long: it gets records of all lengths, evenly spread.
const byLength = records.toSorted((a, b) => tokensOf(a.code) - tokensOf(b.code))
const few = Array.from({ length: officialCount }, (_, index) => byLength[Math.floor(((index + 0.5) * count) / officialCount)]).flatMap(
  (record) => record ?? [],
)
await ours(records.slice(0, 2))
await paper(few.slice(0, 1))
sequences = 0

const spent = { ours: zero(), paper: zero(), theirs: zero(), ourRuleTheirWay: zero() }
const found: Purified[] = []
let peakOfOurs = 0
const turns = Math.ceil(count / TOGETHER)
const theirs: OfficialResult[] = []
const official = await officialSeq2Seq({ config, weights, threads })
const officially = officialPurifier({ model: official, tokenizer, maskedLm, language, maximumLength })
const slowVictim = computedOfficially(official, tokenizer, maximumLength)
const slow: Purified[] = []
// In turns, so that other programs on the machine slow both alike.
for (let turn = 0; turn < turns; turn++) {
  const share = records.filter((_, index) => index % turns === turn)
  found.push(...(await timed(spent.ours, share.length, () => ours(share))))
  if (turn === 0) {
    peakOfOurs = peakMiB()
    await officially(records[0]?.code ?? '')
  }
  for (const record of few.filter((_, index) => index % turns === turn)) {
    theirs[few.indexOf(record)] = await timed(spent.theirs, 1, () => officially(record.code))
    slow.push(...(await timed(spent.ourRuleTheirWay, 1, () => purify([record], { victim: slowVictim, maskedLm, tokenizer, threshold }))))
  }
}
const asked = sequences
const byPaper = await timed(spent.paper, count, () => paper(records))
const of = (purified: readonly Purified[], id: string) => purified.filter((one) => one.id === id)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const result = {
  threads,
  config,
  weights: options.victim ? 'checkpoint' : 'random',
  maximumLength,
  tokensPerRecord: { ours: mean(records.map(({ code }) => tokensOf(code))), official: mean(few.map(({ code }) => tokensOf(code))) },
  ours: {
    ...rate(spent.ours),
    sequencesPerRecord: asked / count,
    changed: mean(found.map(({ outcome }) => (outcome === 'clean' ? 0 : 1))),
  },
  official: {
    ...rate(spent.theirs),
    variantsPerRecord: mean(theirs.map(({ scores }) => scores.length)),
    stepsPerRecord: mean(theirs.map(({ steps }) => steps)),
    suspected: mean(theirs.map(({ suspected }) => (suspected ? 1 : 0))),
  },
  ...ratios(spent.ours, spent.theirs),
  ourRuleComputedTheirWay: {
    ...rate(spent.ourRuleTheirWay),
    ...ratios(spent.ours, spent.ourRuleTheirWay),
    agreement: agreement(few.flatMap(({ id }) => of(found, id).flatMap((one) => of(slow, id).map((other) => [one, other] as const)))),
  },
  theirRuleComputedOurWay: {
    ...rate(spent.paper),
    ...ratios(spent.paper, spent.theirs),
    agreement: paperAgreement(
      few.flatMap(({ id }, index) =>
        of(byPaper, id).flatMap((one) => theirs.slice(index, index + 1).map((other) => [one, other] as const)),
      ),
    ),
  },
  peakMemoryMiB: { ours: peakOfOurs, both: peakMiB() },
}
console.log(JSON.stringify(result, undefined, 2))
if (options.out) writeFileSync(options.out, figuresText(tables(), { result }))
await Promise.all([model.release(), maskedLm.release(), official.release()])

function tables() {
  const speed = (what: string, one: Spent) => {
    const { ratio, cpuRatio } = ratios(one, spent.theirs)
    return [what, figure(rate(one).recordsPerSecond, 2), figure(ratio, 1), figure(cpuRatio, 1)]
  }
  const agree = (rule: string, { records: both, decisions, answers, greatestScoreDifference }: Agreement) =>
    [rule, both, decisions, answers, greatestScoreDifference.toExponential(1)] // prettier-ignore
  const { ours: ourMemory, both: bothMemory } = result.peakMemoryMiB
  return {
    throughput: {
      columns: ['way', 'records a second', 'times the official way', 'by processor time'],
      rows: [
        speed('the official way', spent.theirs),
        speed('our rule, computed the official way', spent.ourRuleTheirWay),
        speed('the official rule, computed our way', spent.paper),
        speed('this package (our rule, our way)', spent.ours),
      ],
    },
    agreement: {
      columns: ['rule, computed both ways', 'records', 'same decision', 'same answer', 'scores differ by at most'],
      rows: [agree('ours', result.ourRuleComputedTheirWay.agreement), agree("the paper's", result.theirRuleComputedOurWay.agreement)],
    },
    load: {
      columns: ['records', 'tokens a record', 'sequences a record', 'peak memory of our way, MiB', 'of both, MiB'],
      rows: [[count, figure(result.tokensPerRecord.ours), figure(result.ours.sequencesPerRecord, 1), ourMemory, bothMemory]],
    },
  }
}
