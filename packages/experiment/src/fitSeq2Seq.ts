import type { FitReport, FitRequest } from './model.js'
import { startWeights } from './startWeights.js'

/** Fits a seq2seq model to pairs, in batches by length, and writes it as a Hugging Face folder; killed and called again it ends with the same weights. */
export async function fitSeq2Seq({
  from,
  to,
  checkpoints,
  pairs,
  training,
  maximumLength,
  device,
  seed,
  step,
  signal,
}: FitRequest): Promise<FitReport> {
  const { seq2seqFeeds, seq2seqLoss, writeCheckpoint } = await import('@codepurify/models')
  const { lengthBatches, stepBatches, train } = await import('@codepurify/training')
  const { Tokenizer } = await import('@codepurify/tokenizer')
  const { config, weights } = await startWeights(from, seed)
  const tokenizer = await Tokenizer.fromFolder(from)
  const { bos, eos } = tokenizer.special
  let cut = 0
  const framed = (ids: readonly number[]): number[] => [bos, ...ids.slice(0, maximumLength - 2), eos]
  const examples = pairs.map(({ code, answer }) => {
    const [source, target] = [tokenizer.encode(code).ids, tokenizer.encode(answer).ids]
    if (Math.max(source.length, target.length) > maximumLength - 2) cut += 1
    return { source: framed(source), target: framed(target) }
  })
  const lengths = examples.map(({ source, target }) => ({ source: source.length, target: target.length }))
  const batchAt = stepBatches(lengthBatches(lengths, { ...training.batch, seed }))
  const { steps, learningRate, warmupShare, schedule, dropout, weightDecay, clipNorm, checkpointEvery } = training
  const losses: number[] = []
  const { weights: fitted } = await train({
    weights,
    build: (graph) => seq2seqLoss(graph, config, { dropout }),
    batch: (at) => seq2seqFeeds(batchAt(at).indices.flatMap((index) => examples[index] ?? []), config.pad_token_id), // prettier-ignore
    steps,
    learningRate,
    warmupSteps: Math.round(warmupShare * steps),
    schedule,
    weightDecay,
    clipNorm,
    seed,
    folder: checkpoints,
    checkpointEvery,
    signal,
    device,
    onStep: ({ step: done, loss }) => {
      losses.push(loss)
      step.update(done, `loss ${loss.toFixed(3)}`)
    },
  })
  await writeCheckpoint(to, { config, weights: fitted, tokenizer: tokenizer.toJson() }, { dtype: 'float32' })
  const last = losses.slice(-Math.max(1, Math.ceil(steps / 20)))
  const parameters = [...fitted.values()].reduce((sum, { data }) => sum + data.length, 0)
  return { steps, loss: last.reduce((sum, loss) => sum + loss, 0) / Math.max(1, last.length), parameters, cut }
}
