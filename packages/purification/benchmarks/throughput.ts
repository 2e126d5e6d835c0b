/**
 * @file Records a second: this package against the official way, same engine, same weights, one run, in turns.
 * Usage: node dist/benchmarks/throughput.js <records.jsonl.gz> <column> [--victim <folder>] [--masked <folder>] [--records 128] [--official 24] [--length 168] [--threads 2] [--out throughput.json]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { calibrate, seq2SeqVictim, suspicion, type Victim } from '@codepurify/entropy'
import { random } from '@codepurify/metrics'
import { initializeMaskedLm, initializeSeq2Seq, MaskedLm, parseSeq2SeqConfig, readCheckpoint, Seq2Seq } from '@codepurify/models'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { purify } from '@codepurify/purification'
import { loadLanguage } from '@codepurify/syntax'
import { Tokenizer, trainBytePairEncoding } from '@codepurify/tokenizer'
import { officialPurifier } from './official.js'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    victim: { type: 'string' },
    masked: { type: 'string' },
    records: { type: 'string', default: '128' },
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
/** The shape of speed.md, where no checkpoint is given; speed does not depend on the weights, but the length of the answers does. */
const shape = {
  hidden_size: 256,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 1024,
  max_position_embeddings: 514,
  decoder_layers: 6,
  decoder_ffn_dim: 2048,
}

const codes = gunzipSync(readFileSync(path))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => String((JSON.parse(line) as Record<string, unknown>)[column]))
const models = await load(codes)
const { config, weights, tokenizer } = models
const fits = random('throughput')
  .shuffle(codes.filter((code) => tokenizer.encode(code).ids.length <= maximumLength - 2))
  .slice(0, count + CALIBRATION)
const language = await loadLanguage('java')
const model = await Seq2Seq.create({ config, weights, threads })
const maskedLm = await MaskedLm.create({ ...models.masked, threads })
const counted = { sequences: 0, tokens: 0 }
const victim = counting(seq2SeqVictim(model, tokenizer, { maximumLength }))

const clean = await suspicion(
  victim,
  fits.slice(count).map((code) => ({ code, units: language.parse(code).units() })),
)
const { threshold } = calibrate(clean, { falsePositiveRate: 0.05 })
const official = await officialPurifier({ config, weights, tokenizer, maskedLm, language, maximumLength, threads })
const records = fits.slice(0, count).map((code, index) => ({ id: String(index), code, language: 'java' as const }))
await official.purify(records[0]?.code ?? '')
await purify(records.slice(0, 2), { victim, maskedLm, tokenizer, threshold })

counted.sequences = 0
const spent = { ours: zero(), paper: zero(), theirs: zero() }
const theirs = { variants: 0, steps: 0, suspected: 0 }
let changed = 0
// In turns, so that other programs on the machine slow both alike.
const turns = 4
for (let turn = 0; turn < turns; turn++) {
  const share = records.filter((_, index) => index % turns === turn)
  const purified = await timed(spent.ours, share.length, () => purify(share, { victim, maskedLm, tokenizer, threshold }))
  changed += purified.filter((record) => record.outcome !== 'clean').length
  const some = share.slice(0, Math.ceil(officialCount / turns))
  const sequences = counted.sequences
  await timed(spent.paper, share.length, () => purify(share, { victim, maskedLm, tokenizer, threshold: 0.1, rule: 'paper' }))
  counted.sequences = sequences
  for (const { code } of some) {
    const done = await timed(spent.theirs, 1, () => official.purify(code))
    theirs.variants += done.variants
    theirs.steps += done.steps
    theirs.suspected += done.suspected ? 1 : 0
  }
}
const rate = ({ records: n, milliseconds, cpuMilliseconds }: Spent) => ({
  records: n,
  recordsPerSecond: (1000 * n) / milliseconds,
  recordsPerCpuSecond: (1000 * n) / cpuMilliseconds,
})
const tokens = records.reduce((sum, { code }) => sum + tokenizer.encode(code).ids.length, 0) / count
const result = {
  cpu: cpus()[0]?.model,
  threads,
  node: process.version,
  config,
  weights: options.victim ? 'checkpoint' : 'random',
  maximumLength,
  tokensPerRecord: tokens,
  ours: { ...rate(spent.ours), sequencesPerRecord: counted.sequences / count, suspected: changed / count },
  oursWithThePapersRule: rate(spent.paper),
  official: {
    ...rate(spent.theirs),
    variantsPerRecord: theirs.variants / spent.theirs.records,
    stepsPerRecord: theirs.steps / spent.theirs.records,
    suspected: theirs.suspected / spent.theirs.records,
  },
  ratio: ratio('milliseconds', spent.ours),
  cpuRatio: ratio('cpuMilliseconds', spent.ours),
  ratioWithThePapersRule: ratio('milliseconds', spent.paper),
  cpuRatioWithThePapersRule: ratio('cpuMilliseconds', spent.paper),
}
console.log(JSON.stringify(result, undefined, 2))
if (options.out) writeFileSync(options.out, `${JSON.stringify(result, undefined, 2)}\n`)
await Promise.all([model.release(), maskedLm.release(), official.release()])

interface Spent {
  records: number
  milliseconds: number
  cpuMilliseconds: number
}

function zero(): Spent {
  return { records: 0, milliseconds: 0, cpuMilliseconds: 0 }
}

async function timed<T>(into: Spent, n: number, work: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  into.records += n
  into.milliseconds += performance.now() - start
  into.cpuMilliseconds += (user + system) / 1000
  return value
}

function ratio(clock: 'milliseconds' | 'cpuMilliseconds', own: Spent): number {
  return spent.theirs[clock] / spent.theirs.records / (own[clock] / own.records)
}

function counting(inner: Victim): Victim {
  return { ...inner, surprise: (requests) => ((counted.sequences += requests.length), inner.surprise(requests)) }
}

async function load(texts: readonly string[]) {
  if (options.victim && options.masked) {
    const [seq2seq, masked] = [await readCheckpoint(options.victim), await readCheckpoint(options.masked)]
    if (seq2seq.kind !== 'seq2seq' && seq2seq.kind !== 'joint')
      throw new Error(`${options.victim} holds a model of kind ${seq2seq.kind}, expected seq2seq`)
    return { config: seq2seq.config, weights: seq2seq.weights, masked, tokenizer: await Tokenizer.fromFolder(options.victim) }
  }
  const tokenizer = trainBytePairEncoding(texts.slice(0, 2000), { vocabularySize: 4096 })
  const config = parseSeq2SeqConfig({ ...shape, vocab_size: tokenizer.vocabularySize })
  return {
    config,
    weights: initializeSeq2Seq(config, random(1)),
    masked: { config, weights: initializeMaskedLm(config, random(2)) },
    tokenizer,
  }
}
