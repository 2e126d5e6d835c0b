/** @file Scoring and decoding at the sizes of the recorded PyTorch timings. Usage: node dist/benchmarks/inference.js [out.json] [threads] [length …] */
import { writeFileSync } from 'node:fs'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import {
  initializeMaskedLm,
  initializeSeq2Seq,
  MaskedLm,
  officialSeq2Seq,
  parseSeq2SeqConfig,
  Seq2Seq,
  type Seq2SeqConfig,
} from '@codepurify/models'
import { figure, figuresText, random } from '@codepurify/metrics'
import { best, type Time } from './timing.js'

/** Milliseconds of the official code on PyTorch 1.13 with two threads and with one, on the same kind of machine (golden reference data, speed.md). */
const pytorch: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'score 2': { 168: 1862, 320: 4446 },
  'score 1': { 168: 2988, 320: 7612 },
  'beam1 2': { 168: 2776, 320: 9325 },
  'beam1 1': { 168: 4028, 320: 13606 },
  'beam5 2': { 168: 11800 },
  'beam5 1': { 168: 16678 },
  'predict 2': { 168: 15, 320: 27 },
  'predict 1': { 168: 21, 320: 40 },
}

const configOf = (length: number): Seq2SeqConfig =>
  parseSeq2SeqConfig({
    vocab_size: 8000,
    hidden_size: 256,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    intermediate_size: 1024,
    max_position_embeddings: length + 2,
    decoder_layers: 6,
    decoder_ffn_dim: 2048,
  })

/** Ids that never hold special ones. */
function ids(length: number, seed: string): number[] {
  const stream = random(seed)
  return [0, ...Array.from({ length: length - 2 }, () => 10 + stream.integer(7900)), 2]
}

async function measure(length: number, threads: number, repetitions: number) {
  const config = configOf(length)
  const weights = initializeSeq2Seq(config, random(1))
  const real = Math.round(0.6 * length)
  const requests = Array.from({ length: 40 }, (_, i) => ({ source: ids(real, `source ${i}`), target: ids(real, 'target') }))
  const source = ids(real, 'source 0')
  const many = Array.from({ length: 32 }, (_, i) => ids(real, `source ${i}`))

  const model = await Seq2Seq.create({ config, weights, threads })
  const score = await best(repetitions, () => model.score(requests))
  // the worst case of the official timing: no end before maximumLength. The pad id cannot win against 8000 random ones for long either, and ends nothing
  const endless = await Seq2Seq.create({ config: { ...config, eos_token_id: 1 }, weights, threads })
  const beam1 = await best(repetitions, () => endless.generate([source], { maximumLength: length }))
  const beam5 = await best(repetitions, () => endless.generate([source], { beam: 5, maximumLength: length }))
  const batch = await best(1, () => endless.generate(many, { maximumLength: length }))
  const steps = ((await endless.generate([source], { maximumLength: length }))[0]?.ids.length ?? 0) - 1
  if (steps !== length) throw new Error(`generation ended after ${steps} of ${length} steps; choose another seed`)

  const official = await officialSeq2Seq({ config: { ...config, eos_token_id: 1 }, weights, threads })
  const paddedScore = await best(1, () => official.score(requests, length))
  const uncached = await best(1, () => official.greedy(source, length))
  await official.release()

  const masked = await MaskedLm.create({ config, weights: initializeMaskedLm(config, random(2)), threads })
  const predict = await best(5, () => masked.predict([{ ids: source, positions: [10, 11, 12, 13, 14] }], { top: 5 }))
  for (const used of [model, endless, masked]) await used.release()

  const row = (what: string, ours: Time) => {
    const reference = pytorch[`${what} ${threads}`]?.[length]
    return {
      what,
      length,
      threads,
      ...ours,
      officialMilliseconds: reference ?? null,
      ratio: reference === undefined ? null : reference / ours.milliseconds,
    }
  }
  const sameEngine = (what: string, ours: Time, theirs: Time) => ({
    what: `${what}, the official way in this engine`,
    length,
    threads,
    ...theirs,
    ratio: theirs.cpuMilliseconds / ours.cpuMilliseconds,
  })
  const results = [
    row('score', score),
    sameEngine('score', score, paddedScore),
    row('beam1', beam1),
    sameEngine('beam1', beam1, uncached),
    row('beam5', beam5),
    { what: 'beam5, times as long as beam1: at most 2.5', length, threads, ...beam5, ratio: beam5.cpuMilliseconds / beam1.cpuMilliseconds },
    { what: 'beam1, 32 sources in a batch', length, threads, ...batch, ratio: (32 * beam1.cpuMilliseconds) / batch.cpuMilliseconds },
    row('predict', predict),
  ]
  const line = (what: string, ours: Time, reference: string, { sources = 1, theirs }: { sources?: number; theirs?: Time } = {}) => {
    const here = ours.milliseconds / sources
    const recorded = pytorch[`${reference} ${threads}`]?.[length]
    return [
      ...[what, length, figure(here, here < 10 ? 1 : 0), recorded === undefined ? '' : figure(recorded)],
      ...[recorded === undefined ? '' : figure(recorded / here, 1), theirs ? figure(theirs.milliseconds) : ''],
      theirs ? figure(theirs.milliseconds / here, 1) : '',
    ]
  }
  const lines = [
    line('score 40 variants of a record', score, 'score', { theirs: paddedScore }),
    line('greedy, every step up to the maximum', beam1, 'beam1', { theirs: uncached }),
    line('beam 5, every step', beam5, 'beam5'),
    line('greedy, 32 sources in a batch, per source', batch, 'beam1', { sources: 32 }),
    line('masked-LM, 5 places', predict, 'predict'),
  ]
  return { results, lines }
}

const [, , out = 'inference.json', threads = '2', ...lengths] = process.argv
const measured = []
for (const length of lengths.length > 0 ? lengths.map(Number) : [168, 320]) measured.push(await measure(length, Number(threads), 3))
const results = measured.flatMap((one) => one.results)
const columns = ['what', 'maximum', 'here, ms', 'official, ms', 'ratio', 'its way here, ms', 'ratio']
console.table(results)
writeFileSync(out, figuresText({ inference: { columns, rows: measured.flatMap(({ lines }) => lines) } }, { results }))
