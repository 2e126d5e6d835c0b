import type { Graph, Tensor, Value, Weights } from '@codepurify/graph'
import type { CheckpointContents } from '@codepurify/models'
import { framed } from '@codepurify/tokenizer'
import { fitExamples } from './fitExamples.js'
import type { FitReport, FitRequest } from './model.js'
import { openTokenizer } from './tokenizerFolder.js'

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

/** Fits a sequence-to-sequence model to pairs: `fitExamples`. */
export async function fitPairs<Config extends CheckpointContents['config']>(
  { start, learning }: PairFitting<Config>,
  request: FitRequest,
): Promise<FitReport> {
  const { from, pairs, maximumLength, answerLength = maximumLength, seed } = request
  const { config, weights } = await start(from, seed)
  const { loss, feeds } = await learning()
  const tokenizer = await openTokenizer(from)
  let cut = 0
  const examples = pairs.map(({ code, answer }): FramedPair => {
    const [source, target] = [tokenizer.encode(code).ids, tokenizer.encode(answer).ids]
    if (source.length > maximumLength - 2 || target.length > answerLength - 2) cut += 1
    return { source: framed(source, tokenizer.special, maximumLength), target: framed(target, tokenizer.special, answerLength) }
  })
  return fitExamples(
    {
      config,
      weights,
      examples,
      lengthsOf: ({ source, target }) => ({ source: source.length, target: target.length }),
      loss: (graph, o) => loss(graph, config, o),
      feeds: (some) => feeds(some, config),
      tokenizer: tokenizer.toJson(),
      cut,
    },
    request,
  )
}
