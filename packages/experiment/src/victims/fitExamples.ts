import type { Graph, Tensor, Value, Weights } from '@codepurify/graph'
import type { CheckpointContents } from '@codepurify/models'
import type { FitReport, FitRequest } from './model.js'

/** What is learnt, and how a batch of it becomes tensors. */
export interface Lesson<Config, Example> {
  readonly config: Config
  readonly weights: Weights
  readonly examples: readonly Example[]
  /** Tokens that a batch is filled by. */
  readonly lengthsOf: (example: Example) => { readonly source: number; readonly target: number }
  readonly loss: (graph: Graph, o: { readonly dropout: number }) => { readonly loss: Value }
  readonly feeds: (examples: readonly Example[]) => Readonly<Record<string, Tensor>>
  readonly tokenizer: unknown
  /** Examples that were longer than the model. */
  readonly cut: number
}

/** Fits a model to examples, in batches by length, and writes it as a Hugging Face folder; killed and called again it ends with the same weights. */
export async function fitExamples<Config extends CheckpointContents['config'], Example>(
  { config, weights, examples, lengthsOf, loss: build, feeds, tokenizer, cut }: Lesson<Config, Example>,
  { to, checkpoints, training, device, seed, step, signal }: FitRequest,
): Promise<FitReport> {
  const { writeCheckpoint } = await import('@codepurify/models')
  const { lengthBatches, stepBatches, train } = await import('@codepurify/training')
  const batchAt = stepBatches(lengthBatches(examples.map(lengthsOf), { ...training.batch, seed }))
  const { steps, learningRate, warmupShare, schedule, dropout, weightDecay, clipNorm, checkpointEvery } = training
  const {
    weights: fitted,
    losses,
    earlierSeconds,
  } = await train({
    weights,
    build: (graph) => build(graph, { dropout }),
    batch: (at) => feeds(batchAt(at).indices.flatMap((index) => examples[index] ?? [])), // prettier-ignore
    steps,
    learningRate,
    warmupSteps: Math.round(warmupShare * steps),
    schedule,
    weightDecay,
    ...(clipNorm !== null && { clipNorm }),
    seed,
    folder: checkpoints,
    checkpointEvery,
    signal,
    device,
    onStep: ({ step: done, loss }) => step.update(done, `loss ${loss.toFixed(3)}`),
  })
  await writeCheckpoint(to, { config, weights: fitted, tokenizer }, { dtype: 'float32' })
  // those of before a resume are there too, so that a training that was killed says the same
  const last = losses.slice(-Math.max(1, Math.ceil(steps / 20)))
  const parameters = [...fitted.values()].reduce((sum, { data }) => sum + data.length, 0)
  return { steps, loss: last.reduce((sum, loss) => sum + loss, 0) / Math.max(1, last.length), earlierSeconds, parameters, cut }
}
