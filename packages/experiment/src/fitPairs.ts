import type { Graph, Tensor, Value, Weights } from '@codepurify/graph'
import type { CheckpointContents } from '@codepurify/models'
import type { FitReport, FitRequest } from './model.js'

/** Source and target of one record, each between <s> and </s>. */
export interface FramedPair {
  readonly source: readonly number[]
  readonly target: readonly number[]
}

/** What a family of sequence-to-sequence models says about fitting one. */
export interface PairFitting<Config> {
  /** What a victim starts from: the folder's own model, or what the family makes of another. */
  start(folder: string, seed: number): Promise<{ readonly config: Config; readonly weights: Weights }>
  /** Opens the functions that build the loss and its inputs. */
  learning(): Promise<{
    loss(graph: Graph, config: Config, o: { readonly dropout: number }): { readonly loss: Value }
    feeds(pairs: readonly FramedPair[], config: Config): Readonly<Record<string, Tensor>>
  }>
}

/** Fits a sequence-to-sequence model to pairs, in batches by length, and writes it as a Hugging Face folder; killed and called again it ends with the same weights. */
export async function fitPairs<Config extends CheckpointContents['config']>(
  { start, learning }: PairFitting<Config>,
  { from, to, checkpoints, pairs, training, maximumLength, device, seed, step, signal }: FitRequest,
): Promise<FitReport> {
  const { writeCheckpoint } = await import('@codepurify/models')
  const { lengthBatches, stepBatches, train } = await import('@codepurify/training')
  const { Tokenizer } = await import('@codepurify/tokenizer')
  const { config, weights } = await start(from, seed)
  const { loss: build, feeds } = await learning()
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
    build: (graph) => build(graph, config, { dropout }),
    batch: (at) => feeds(batchAt(at).indices.flatMap((index) => examples[index] ?? []), config), // prettier-ignore
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
