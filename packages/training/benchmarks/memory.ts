/**
 * @file Does memory grow with steps? The resident memory of a training with dropout, batches of changing length and checkpoints, in mebibytes.
 * Usage: node --expose-gc dist/benchmarks/memory.js [--steps 2000] [--out FILE]; growth is counted from step 100.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { initializeMaskedLm, maskedLmFeeds, maskedLmLoss, parseRobertaConfig } from '@codepurify/models'
import { figuresText, random } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { train } from '@codepurify/training'

const { values: options } = parseArgs({ options: { steps: { type: 'string', default: '2000' }, out: { type: 'string' } } })
const steps = Number(options.steps)
const config = parseRobertaConfig({
  model_type: 'roberta',
  vocab_size: 1000,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 128,
  max_position_embeddings: 130,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  hidden_act: 'gelu',
  pad_token_id: 1,
  bos_token_id: 0,
  eos_token_id: 2,
})

const megabytes = (): number => {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().rss / 2 ** 20)
}
const folder = await mkdtemp(join(tmpdir(), 'memory-'))
const resident: { readonly step: number; readonly megabytes: number }[] = []

await train({
  weights: initializeMaskedLm(config, random('weights')),
  build: (graph) => maskedLmLoss(graph, config, { dropout: 0.1 }),
  batch(step) {
    const draw = random('batch').fork(step)
    // the largest batch comes first: what it takes is not growth
    const [length, rows] = step === 0 ? [128, 12] : [8 + draw.integer(121), 1 + draw.integer(12)]
    const examples = Array.from({ length: rows }, () => {
      const ids = Array.from({ length }, () => 5 + draw.integer(990))
      const positions = [draw.integer(length)]
      return { ids, positions, labels: positions.map((at) => ids[at] ?? 0) }
    })
    return maskedLmFeeds(examples, config.pad_token_id)
  },
  steps,
  learningRate: 1e-3,
  seed: 1,
  folder,
  checkpointEvery: 50,
  threads: 1,
  onStep: ({ step }) => {
    if (step === 100 || step % Math.ceil(steps / 10) === 0) resident.push({ step, megabytes: megabytes() })
  },
}).finally(() => rm(folder, { recursive: true }))

const after = (step: number): number => resident.find((entry) => entry.step >= step)?.megabytes ?? NaN
const result = {
  steps,
  resident,
  growthAfterStep100: (resident.at(-1)?.megabytes ?? NaN) - after(100),
  growthOfSecondHalf: after(steps) - after(steps / 2),
}
console.log(JSON.stringify(result, null, 2))
const columns = ['step', ...resident.map(({ step }) => String(step))]
const rows = [['resident memory, MiB', ...resident.map((one) => one.megabytes)]]
if (options.out) await writeFile(options.out, figuresText({ memory: { columns, rows } }, { result }))
