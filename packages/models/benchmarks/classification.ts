/**
 * @file One record's 40 variants, lengths as they come, against the official way: all padded to 320 tokens, one record at a time.
 * Usage: node dist/benchmarks/classification.js [out.json] [threads] [repetitions]
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { Classifier, initializeClassifier, parseRobertaClassifierConfig, type RobertaClassifierConfig } from '@codepurify/models'
import { figure, figuresText, random } from '@codepurify/metrics'
import { officialClassifier } from './officialClassifier.js'
import { best, type Time } from './timing.js'

const MAXIMUM = 320
const VARIANTS = 40

/** Tokens of functions at the 5th, 15th, … 95th percentile, <s> and </s> included; white space joined, CodeBERT's tokenizer. Longer ones are cut to 320. */
const lengths: Readonly<Record<string, readonly number[]>> = {
  'embedded corpus, Java': [17, 24, 30, 37, 44, 55, 73, 99, 150, 280],
  'embedded corpus, C': [38, 53, 70, 88, 112, 142, 186, 246, 345, 527],
  'Devign, valid': [53, 91, 132, 182, 245, 339, 470, 669, 995, 2166],
}

const sizes: Readonly<Record<string, RobertaClassifierConfig>> = {
  'codebert-mini': configOf({ vocab_size: 4096, hidden_size: 192, num_hidden_layers: 3, num_attention_heads: 4, intermediate_size: 768 }),
  // the model of the recorded PyTorch timings
  'width 256, 4 layers': configOf({
    ...{ vocab_size: 8000, hidden_size: 256, num_hidden_layers: 4, num_attention_heads: 4, intermediate_size: 1024 },
  }),
}

function configOf(shape: object): RobertaClassifierConfig {
  return parseRobertaClassifierConfig({ ...shape, max_position_embeddings: MAXIMUM + 2, num_labels: 1 })
}

/** The record and 39 copies of it in which some of its tokens have become one <unk>: 1 to 12 tokens, as identifiers and statements have. */
function variants(length: number, vocabulary: number): number[][] {
  const draw = random(`record of ${length}`)
  const real = Math.min(length, MAXIMUM)
  const record = [0, ...Array.from({ length: real - 2 }, () => 10 + draw.integer(vocabulary - 20)), 2]
  const occluded = Array.from({ length: VARIANTS - 1 }, () => {
    const size = Math.min(1 + draw.integer(12), real - 2)
    const at = 1 + draw.integer(real - 1 - size)
    return [...record.slice(0, at), 3, ...record.slice(at + size)]
  })
  return [record, ...occluded]
}

async function open(name: string, threads: number) {
  const config = sizes[name]
  if (!config) throw new RangeError(`no size "${name}"`)
  const weights = initializeClassifier('roberta-defect', config, random(1))
  return {
    ours: await Classifier.create({ kind: 'roberta-defect', config, weights, threads }),
    theirs: await officialClassifier(config, weights, threads),
    rows: (length: number) => variants(length, config.vocab_size),
  }
}

/** One record's variants. */
interface RecordTime extends Time {
  readonly length: number
  readonly ratio: number
}

async function measure(name: string, threads: number, repetitions: number) {
  const { ours, theirs, rows } = await open(name, threads)
  const results = []
  for (const [records, percentiles] of Object.entries(lengths)) {
    // padded, every record costs the same: one of them is timed
    const official = await best(repetitions, () => theirs.classify(rows(percentiles[4] ?? MAXIMUM), MAXIMUM))
    let difference = 0
    const each: RecordTime[] = []
    for (const length of percentiles) {
      const batch = rows(length)
      const inputs = batch.map((ids) => ({ ids }))
      const { milliseconds, cpuMilliseconds } = await best(repetitions, () => ours.classify(inputs))
      each.push({ length, milliseconds, cpuMilliseconds, ratio: official.cpuMilliseconds / cpuMilliseconds })
      if (length !== percentiles[4]) continue
      const expected = await theirs.classify(batch, MAXIMUM)
      const answers = await ours.classify(inputs)
      answers.forEach(({ logits: [logit = NaN] }, i) => (difference = Math.max(difference, Math.abs(logit - (expected[i] ?? NaN)))))
    }
    const mean = (of: (one: RecordTime) => number): number => each.reduce((sum, one) => sum + of(one), 0) / each.length
    const cpuMilliseconds = mean((one) => one.cpuMilliseconds)
    const ratios = each.map(({ ratio }) => ratio).sort((x, y) => x - y)
    results.push({
      ...{ model: name, threads, records, milliseconds: mean((one) => one.milliseconds), cpuMilliseconds },
      ...{ officialMilliseconds: official.milliseconds, officialCpuMilliseconds: official.cpuMilliseconds },
      ...{ ratio: official.cpuMilliseconds / cpuMilliseconds, medianRatio: ((ratios[4] ?? NaN) + (ratios[5] ?? NaN)) / 2 },
      ...{ greatestDifference: difference, each },
    })
  }
  await ours.release()
  await theirs.release()
  return results
}

/** Greatest resident memory, in MB, of a process that works on the longest and the shortest records in one of the two ways. */
async function memory(way: string, name: string, threads: number): Promise<number> {
  const { ours, theirs, rows } = await open(name, threads)
  for (const length of [17, 112, 320]) {
    if (way === 'ours') await ours.classify(rows(length).map((ids) => ({ ids })))
    else await theirs.classify(rows(length), MAXIMUM)
  }
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

const [, , out = 'classification.json', threads = '2', third = '3', name = ''] = process.argv
if (out === 'memory') {
  process.stdout.write(String(await memory(third, name, Number(threads))))
} else {
  const results = []
  for (const size of Object.keys(sizes)) {
    const peak = (way: string): number =>
      Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'memory', threads, way, size], { encoding: 'utf8' }))
    const memories = { peakMemory: peak('ours'), officialPeakMemory: peak('theirs') }
    for (const result of await measure(size, Number(threads), Number(third))) results.push({ ...result, ...memories })
  }
  console.table(results.map(({ each: _, ...rest }) => rest))
  const columns = ['model', 'records', 'here, ms', 'official way, ms', 'ratio', 'ratio of the median record', 'peak memory, MB', 'logits differ by'] // prettier-ignore
  const rows = results.map((one) => [
    ...[one.model, one.records, figure(one.cpuMilliseconds), figure(one.officialCpuMilliseconds), figure(one.ratio, 1)],
    ...[figure(one.medianRatio, 1), `${one.peakMemory} for ${one.officialPeakMemory}`, one.greatestDifference.toExponential(0)],
  ])
  writeFileSync(out, figuresText({ classification: { columns, rows } }, { results: results.map(({ each: _, ...rest }) => rest) }))
}
