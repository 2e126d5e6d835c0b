import { createSession, type Device, type Session, type Weights } from '@codepurify/graph'
import { checkSequences } from '../checkSequences.js'
import { maximumIds, type Seq2SeqConfig } from '../roberta/config.js'
import { mergeModel, selectModel, sourceModel, stepModel } from './decoderStep.js'
import { generateBatch, type GenerationSessions } from './generate.js'
import type { Hypothesis } from './beam.js'
import { lengthSortedBatches } from '../buckets.js'
import type { PairExample } from '../feeds.js'
import { seq2seqWeights } from '../weights/modelKinds.js'
import { scoreBatch, scoreModel } from './score.js'
import { SessionCache } from '../sessionCache.js'

/** What an inference model is made from. */
export interface Seq2SeqOptions {
  readonly config: Seq2SeqConfig
  /** From `readCheckpoint`, `initializeSeq2Seq` or training; a jointly trained model's will do. */
  readonly weights: Weights
  readonly device?: Device
  readonly threads?: number
}

/** How `Seq2Seq.generate` searches. */
export interface GenerateOptions {
  /** Places of the beam search; 1 is greedy. */
  readonly beam?: number
  /** The most ids generated after <s>, by default all that the model has positions for. */
  readonly maximumLength?: number
  /** Source ids a batch may hold, padding included. */
  readonly tokenBudget?: number
  readonly onProgress?: (done: number, total: number) => void
}

/** What was generated for one source. */
export interface Generation {
  /** With <s> in front, and </s> behind where it came before `maximumLength`: ready to be a target of `score`. */
  readonly ids: number[]
  /** Sum of the ids' log-probabilities (natural logarithm), without length normalisation, as in the official beam search. */
  readonly score: number
  /** All `beam` sequences, this one first: those that ended, best first, then the others; ids as above. */
  readonly beams: readonly { readonly ids: number[]; readonly score: number }[]
}

/** The official program-repair `Seq2Seq` for inference: generation with a key-value cache, and scoring. Ids include <s> and </s>. */
export class Seq2Seq {
  readonly config: Seq2SeqConfig
  readonly #weights: Weights
  readonly #sessions: SessionCache

  private constructor({ config, weights, ...device }: Seq2SeqOptions) {
    this.config = config
    this.#weights = seq2seqWeights(config, weights)
    this.#sessions = new SessionCache((model) => createSession(model, device))
  }

  /** Checks the weights against the config, and the device; throws as `readCheckpoint` and `createSession` do. */
  static async create(options: Seq2SeqOptions): Promise<Seq2Seq> {
    const model = new Seq2Seq(options)
    await model.#session('source')
    return model
  }

  #session(name: 'source' | 'select' | 'merge' | 'score' | number): Promise<Session> {
    const { config } = this
    const weights = this.#weights
    if (name === 'source') return this.#sessions.get(name, () => sourceModel(config, weights))
    if (name === 'select') return this.#sessions.get(name, () => selectModel(config))
    if (name === 'merge') return this.#sessions.get(name, () => mergeModel(config))
    if (name === 'score') return this.#sessions.get(name, () => scoreModel(config, weights))
    return this.#sessions.get(`step ${name}`, () => stepModel(config, weights, name))
  }

  /**
   * Generates for each source, in the order given; sources are batched by length. The result does not depend on what else is in the batch, but for
   * rounding. Throws a RangeError that lists the sources that do not fit the model.
   */
  async generate(sources: readonly (readonly number[])[], options: GenerateOptions = {}): Promise<Generation[]> {
    const { beam = 1, maximumLength = maximumIds(this.config), tokenBudget = 4096, onProgress } = options
    checkSequences(this.config, { name: 'source', rows: sources })
    expectWhole('beam', beam, this.config.vocab_size)
    expectWhole('maximumLength', maximumLength, maximumIds(this.config))
    const sessions: GenerationSessions = {
      source: await this.#session('source'),
      step: await this.#session(beam),
      select: await this.#session('select'),
      merge: await this.#session('merge'),
    }
    const results: Generation[] = []
    const lengths = sources.map(({ length }) => ({ source: length * beam, target: 0 }))
    let done = 0
    for (const batch of lengthSortedBatches(lengths, tokenBudget)) {
      const rows = batch.map((index) => sources[index] ?? [])
      const found = await generateBatch(sessions, this.config, rows, { beam, maximumLength })
      batch.forEach((index, row) => (results[index] = this.#generation(found[row] ?? [])))
      onProgress?.((done += batch.length), sources.length)
    }
    return results
  }

  #generation(hypotheses: readonly Hypothesis[]): Generation {
    const { bos_token_id: begin, eos_token_id: end } = this.config
    const beams = hypotheses.map(({ ids, score, finished }) => ({ ids: [begin, ...ids, ...(finished ? [end] : [])], score }))
    const [best] = beams
    if (!best) throw new Error('beam search gave no sequence')
    return { ...best, beams }
  }

  /**
   * Mean cross-entropy in nats of each target's ids after the first given its source: the official `cal_scores`. Only real target tokens count; pairs are
   * batched by length and never padded beyond their batch. Throws a RangeError that lists the sequences that do not fit.
   */
  async score(
    requests: readonly PairExample[],
    options: { readonly tokenBudget?: number; readonly onProgress?: GenerateOptions['onProgress'] } = {},
  ): Promise<Float64Array> {
    const { onProgress, tokenBudget = scoreBudget(this.config) } = options
    checkSequences(
      this.config,
      { name: 'source', rows: requests.map(({ source }) => source) },
      { name: 'target', rows: requests.map(({ target }) => target), unread: 1 },
    )
    const session = await this.#session('score')
    const scores = new Float64Array(requests.length)
    const lengths = requests.map(({ source, target }) => ({ source: source.length, target: target.length }))
    let done = 0
    for (const batch of lengthSortedBatches(lengths, tokenBudget)) {
      const pairs = batch.map((index) => requests[index] ?? { source: [], target: [] })
      const means = await scoreBatch(session, this.config, pairs)
      batch.forEach((index, row) => (scores[index] = means[row] ?? NaN))
      onProgress?.((done += batch.length), requests.length)
    }
    return scores
  }

  /** Frees the sessions; the model cannot be used afterwards. */
  async release(): Promise<void> {
    await this.#sessions.release()
  }
}

/**
 * Tokens of a scoring batch, source and target. On two cores 512 to 2048 are equally fast and 4096 is a fifth slower (activations leave the cache);
 * with a large vocabulary, few enough that the logits stay below 128 MiB.
 */
function scoreBudget({ vocab_size: vocabulary }: Seq2SeqConfig): number {
  return Math.max(256, Math.min(1024, Math.floor(2 ** 25 / vocabulary)))
}

function expectWhole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new RangeError(`${name} is ${value}, expected a whole number from 1 to ${most}`)
}
