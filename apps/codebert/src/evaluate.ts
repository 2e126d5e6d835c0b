import { createSession, Graph, type Weights } from '@codepurify/graph'
import { random, share, type Measured } from '@codepurify/metrics'
import { MaskedLm, maskedLmFeeds, maskedLmLoss, Seq2Seq, type MaskedExample, type Seq2SeqConfig } from '@codepurify/models'
import type { Tokenizer } from '@codepurify/tokenizer'

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

/** What is evaluated, and on which functions. */
export interface EvaluateOptions {
  readonly config: Seq2SeqConfig
  readonly maskedLm: Weights
  readonly seq2seq: Weights
  readonly tokenizer: Tokenizer
  /** Functions of the test split, by language. */
  readonly codes: ReadonlyMap<string, readonly string[]>
  readonly maximumLength: number
  readonly seed: number
  /** Functions of each language that are decoded: decoding costs more than masking. */
  readonly copies: number
  readonly onProgress?: (done: number, total: number) => void
}

const maskedShare = 0.15

/** Masked-token accuracy and perplexity (15 % of the tokens masked, as BERT counts them), and exact copying, by language. */
export async function evaluate(options: EvaluateOptions): Promise<Map<string, LanguageFigures>> {
  const { config, tokenizer, maximumLength, seed, copies, codes, onProgress } = options
  const head = await MaskedLm.create({ config, weights: options.maskedLm })
  const model = await Seq2Seq.create({ config, weights: options.seq2seq })
  const figures = new Map<string, LanguageFigures>()
  let done = 0
  try {
    for (const [language, functions] of codes) {
      const { bos, eos } = tokenizer.special
      const ids = functions.map((code) => [bos, ...tokenizer.encode(code).ids.slice(0, maximumLength - 2), eos])
      const examples = ids.map((each, i) => mask(each, tokenizer, random(seed).fork(`${language} ${i}`)))
      const whole = ids.filter(({ length }) => length < maximumLength).slice(0, copies)
      const written = await model.generate(whole, { maximumLength: maximumLength + 8 })
      figures.set(language, {
        functions: functions.length,
        maskedTokens: examples.reduce((sum, { labels }) => sum + labels.length, 0),
        maskedAccuracy: await accuracy(head, examples, seed),
        perplexity: Math.exp(await meanLoss(config, options.maskedLm, examples)),
        copied: share(
          written.map((answer, i) => tokenizer.decode(answer.ids) === tokenizer.decode(whole[i] ?? [])),
          { seed },
        ),
      })
      onProgress?.(++done, codes.size)
    }
  } finally {
    await Promise.all([head.release(), model.release()])
  }
  return figures
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

const batchRecords = 16

/** Mean cross-entropy of the labels in nats, over all examples. */
async function meanLoss(config: Seq2SeqConfig, weights: Weights, examples: readonly MaskedExample[]): Promise<number> {
  const graph = new Graph()
  const { sum, count } = maskedLmLoss(graph, config)
  const session = await createSession(graph.toModel({ sum, count }, { weights }))
  try {
    const sorted = [...examples].sort((a, b) => a.ids.length - b.ids.length)
    let [total, labels] = [0, 0]
    for (let i = 0; i < sorted.length; i += batchRecords) {
      const found = await session.run(maskedLmFeeds(sorted.slice(i, i + batchRecords), config.pad_token_id))
      total += Number(found['sum']?.data[0])
      labels += Number(found['count']?.data[0])
    }
    return total / labels
  } finally {
    await session.release()
  }
}
