import type { FunctionRecord } from '@codepurify/dataset'
import { int32, type Device, type Tensor, type Weights } from '@codepurify/graph'
import { share, type Measured } from '@codepurify/metrics'
import { t5Feeds, t5Loss, type T5, type T5Config } from '@codepurify/models'
import { codeWindows, copies, meanLoss, sentinelIds } from '@codepurify/pretraining'
import type { Tokenizer } from '@codepurify/tokenizer'
import { namedBySentinel, type Denoising } from './hide.js'
import { objectives, type Objective } from './objectives.js'

/** How well hidden places are named. */
export interface NamingFigures {
  /** Spans, or identifiers. */
  readonly hidden: number
  /** exp of the mean cross-entropy (nats) of their tokens; sentinels, <s> and </s> do not count. */
  readonly perplexity: number
  /** Share of them that greedy decoding names to the letter. */
  readonly exact: Measured
}

/** Figures of one language; shares lie in 0 to 1. */
export interface LanguageFigures {
  readonly functions: number
  readonly spans: NamingFigures
  readonly identifiers: NamingFigures
  /** Share of whole functions that greedy decoding writes down again without a slip. */
  readonly copied: Measured
}

/** What is evaluated. */
export interface EvaluateOptions {
  readonly config: T5Config
  readonly weights: Weights
  readonly model: T5
  readonly tokenizer: Tokenizer
  readonly maximumLength: number
  readonly seed: number
  readonly device: Device
  /** Functions that are copied. */
  readonly copies: number
}

/** Span denoising (15 % of the tokens), identifier prediction (half of the names, all places of each) and exact copying, on functions of one language. */
export async function evaluate(language: string, functions: readonly FunctionRecord[], options: EvaluateOptions): Promise<LanguageFigures> {
  const { model, tokenizer, maximumLength, seed } = options
  const codes = functions.map(({ code }) => code)
  const windows = codeWindows(codes, tokenizer, maximumLength).filter(({ start }) => start === 0)
  const teach = objectives({ tokenizer, functions, seed, maximumLength })
  const naming = async (objective: Objective): Promise<NamingFigures> => {
    const asked = await Promise.all(windows.map((window, i) => teach[objective](window, `${language} ${i}`)))
    return named(asked.flatMap((pair) => pair ?? []), options) // prettier-ignore
  }
  const whole = windows.map(({ ids }) => ids).filter(({ length }) => length < maximumLength)
  return {
    functions: functions.length,
    spans: await naming('spans'),
    identifiers: await naming('identifiers'),
    copied: await copies(model, tokenizer, whole.slice(0, options.copies), { maximumLength, seed }),
  }
}

async function named(
  pairs: readonly Denoising[],
  { config, weights, model, tokenizer, seed, device }: EvaluateOptions,
): Promise<NamingFigures> {
  const order = sentinelIds(tokenizer)
  const sentinels = new Set(order)
  const { bos, eos } = tokenizer.special
  const loss = await meanLoss(pairs, {
    weights,
    build: (graph) => t5Loss(graph, config),
    feeds: (batch) => {
      const started = batch.map(({ source, target }) => ({ source, target: [config.decoder_start_token_id, ...target] }))
      const { labels, ...feeds } = t5Feeds(started, config)
      return { ...feeds, labels: without(labels, new Set([bos, eos, ...order])) }
    },
    size: ({ source }) => source.length,
    device,
  })
  const longest = pairs.reduce((most, { target }) => Math.max(most, target.length), 1)
  const answers = await model.generate(pairs.map(({ source }) => source), { maximumLength: longest + 8 }) // prettier-ignore
  const exact = pairs.flatMap(({ target }, i) => {
    const said = namedBySentinel(answers[i]?.ids ?? [], sentinels, eos)
    return [...namedBySentinel(target, sentinels, eos)].map(([sentinel, ids]) => ids.join() === said.get(sentinel)?.join())
  })
  return { hidden: exact.length, perplexity: Math.exp(loss), exact: share(exact, { seed }) }
}

/** Labels of which some do not count. */
function without(labels: Tensor, left: ReadonlySet<number>): Tensor {
  return int32(Int32Array.from(labels.data as Int32Array, (id) => (left.has(id) ? -100 : id)), [...labels.dims]) // prettier-ignore
}
