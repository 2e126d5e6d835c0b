/**
 * @file Decoding with T5: with a cache against without one, and beam search against greedy, both sides in one run.
 * Usage: node dist/benchmarks/generation.js [out.json] [threads] [steps]
 */
import { writeFileSync } from 'node:fs'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { initializeT5, parseT5Config, T5 } from '@codepurify/models'
import { figure, figuresText, random } from '@codepurify/metrics'
import { best, type Time } from './timing.js'
import { uncachedT5 } from './uncachedT5.js'

/** Six layers on each side, 512 wide, 8 heads, feed-forward 2048, vocabulary 32000: CodeT5-small's shape. */
const config = parseT5Config({
  vocab_size: 32000,
  d_model: 512,
  d_kv: 64,
  d_ff: 2048,
  num_layers: 6,
  num_heads: 8,
  eos_token_id: 2,
  bos_token_id: 1,
})

const SOURCE_LENGTH = 168

function source(index: number): number[] {
  const stream = random(`source ${index}`)
  return [1, ...Array.from({ length: SOURCE_LENGTH - 2 }, () => 10 + stream.integer(31000)), 2]
}

const [, , out = 'generation.json', threadsText = '2', stepsText = '168'] = process.argv
const [threads, steps] = [Number(threadsText), Number(stepsText)]
const weights = initializeT5(config, random(1))
const model = await T5.create({ config, weights, threads })
const batch = Array.from({ length: 8 }, (_, i) => source(i))
const one = batch.slice(0, 1)

let found: number[][] = []
const greedy8 = await best(1, async () => {
  found = (await model.generate(batch, { maximumLength: steps })).map(({ ids }) => ids)
})
if (found.some(({ length }) => length !== steps + 1)) throw new Error(`a search ended before ${steps} steps; choose another seed`)
const greedy1 = await best(2, () => model.generate(one, { maximumLength: steps }))
const beam5 = await best(2, () => model.generate(one, { beam: 5, maximumLength: steps }))
await model.release()

const uncached = await uncachedT5(config, weights, threads)
const uncached8 = await best(1, () => uncached.greedy(batch, steps), { warmUp: false })
const same =
  JSON.stringify(await uncached.greedy(batch, Math.min(steps, 8))) ===
  JSON.stringify(found.map((ids) => ids.slice(0, Math.min(steps, 8) + 1)))
if (!same) throw new Error('with and without a cache the ids differ')
await uncached.release()

const row = (what: string, ours: Time, against: string, theirs: Time, goal: string) => ({
  what,
  ...rounded(ours),
  against,
  otherMilliseconds: Math.round(theirs.milliseconds),
  otherCpuMilliseconds: Math.round(theirs.cpuMilliseconds),
  ratio: Number((theirs.milliseconds / ours.milliseconds).toFixed(2)),
  cpuRatio: Number((theirs.cpuMilliseconds / ours.cpuMilliseconds).toFixed(2)),
  goal,
})
const rounded = ({ milliseconds, cpuMilliseconds }: Time) => ({
  milliseconds: Math.round(milliseconds),
  cpuMilliseconds: Math.round(cpuMilliseconds),
})

const results = [
  row('greedy, batch 8, cached', greedy8, 'without a cache', uncached8, 'at least 4'),
  row('greedy, batch 1', greedy1, 'beam 5, batch 1', beam5, 'at most 2.5'),
]
console.table(results)
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(`${steps} steps, sources of ${SOURCE_LENGTH} ids, ${threads} threads, peak memory ${peakMegabytes} MiB`)
const columns = ['what', 'here, s', 'against', 'that, s', 'ratio', 'by the clock']
const rows = results.map((one) => [
  ...[one.what, figure(one.cpuMilliseconds / 1000, 1), one.against, figure(one.otherCpuMilliseconds / 1000, 1)],
  ...[figure(one.cpuRatio, 1), figure(one.ratio, 1)],
])
writeFileSync(out, figuresText({ generation: { columns, rows } }, { threads, steps, peakMegabytes, results }))
