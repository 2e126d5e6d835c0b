import type { Device, Weights } from '@codepurify/graph'
import { random, share, type Measured } from '@codepurify/metrics'
import { maskedLmFeeds, maskedLmLoss, type MaskedExample, type MaskedLm, type Seq2Seq, type Seq2SeqConfig } from '@codepurify/models'
import { copies, meanLoss } from '@codepurify/pretraining'
import { framed, type Tokenizer } from '@codepurify/tokenizer'

/** Figures of one language; shares lie in 0 to 1. */
export interface LanguageFigures {
  readonly functions: number
  readonly maskedTokens: number
  /** Share of masked tokens that the head names first. */
  readonly maskedAccuracy: Measured
  /** exp of the mean cross-entropy (nats) of the masked tokens. */
  readonly perplexity: number
  /** Share of whole functions that greedy decoding writes down again without a slip. */
  readonly copied: Measured
}

/** What is evaluated. */
export interface EvaluateOptions {
  readonly config: Seq2SeqConfig
  readonly maskedLm: Weights
  readonly head: MaskedLm
  readonly model: Seq2Seq
  readonly tokenizer: Tokenizer
  readonly maximumLength: number
  readonly seed: number
  readonly device: Device
  /** Functions that are decoded. */
  readonly copies: number
}

const maskedShare = 0.15

/** Masked-token accuracy and perplexity (15 % of the tokens masked, as BERT counts them), and exact copying, on functions of one language. */
export async function evaluate(language: string, functions: readonly string[], options: EvaluateOptions): Promise<LanguageFigures> {
  const { config, tokenizer, maximumLength, seed, head, model } = options
  const ids = functions.map((code) => framed(tokenizer.encode(code).ids, tokenizer.special, maximumLength))
  const examples = ids.map((each, i) => mask(each, tokenizer, random(seed).fork(`${language} ${i}`)))
  const whole = ids.filter(({ length }) => length < maximumLength).slice(0, options.copies)
  return {
    functions: functions.length,
    maskedTokens: examples.reduce((sum, { labels }) => sum + labels.length, 0),
    maskedAccuracy: await accuracy(head, examples, seed),
    perplexity: Math.exp(
      await meanLoss(examples, {
        weights: options.maskedLm,
        build: (graph) => maskedLmLoss(graph, config),
        feeds: (batch) => maskedLmFeeds(batch, config.pad_token_id),
        size: ({ ids }) => ids.length,
        device: options.device,
      }),
    ),
    copied: await copies(model, tokenizer, whole, { maximumLength, seed }),
  }
}

function mask(ids: readonly number[], tokenizer: Tokenizer, draw: ReturnType<typeof random>): MaskedExample {
  const inside = ids.map((_, i) => i).slice(1, -1)
  const positions = draw
    .shuffle(inside)
    .slice(0, Math.max(1, Math.round(maskedShare * inside.length)))
    .sort((a, b) => a - b)
  const hidden = new Set(positions)
  return { ids: ids.map((id, i) => (hidden.has(i) ? tokenizer.special.mask : id)), positions, labels: positions.map((i) => ids[i] ?? 0) }
}

async function accuracy(head: MaskedLm, examples: readonly MaskedExample[], seed: number): Promise<Measured> {
  const predicted = await head.predict(examples, { top: 1 })
  const hits = predicted.flatMap((places, i) => places.map((best, j) => best[0]?.id === examples[i]?.labels[j]))
  return share(hits, { seed })
}
