import { createSession, type Device, type Session, type Weights } from '@codepurify/graph'
import { checkSequences, expectWhole } from '../checkSequences.js'
import type { PairExample } from '../feeds.js'
import { generateBatch, type Generator } from '../generation/generateBatch.js'
import { generateCopying } from '../generation/generateCopying.js'
import { toGeneration, type Generation } from '../generation/generation.js'
import { mergeModel, selectModel } from '../generation/stepCache.js'
import { inBatches, type BatchOptions } from '../inBatches.js'
import { meanSurprises, scoreBudget } from '../meanSurprises.js'
import { maximumIds, type Seq2SeqConfig } from '../roberta/config.js'
import { SessionCache } from '../sessionCache.js'
import { vectorsOf } from '../vectors.js'
import { seq2seqWeights } from '../weights/modelKinds.js'
import { Beam, withPositions } from './beam.js'
import { seq2seqLayout, sourceModel, stepModel } from './decoderStep.js'
import { draftedStepModel } from './draftedStep.js'
import { firstStateModel } from './represent.js'
import { scoreModel, sharedTargets } from './score.js'

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
    await model.#source()
    return model
  }

  #source(): Promise<Session> {
    return this.#sessions.get('source', () => sourceModel(this.config, this.#weights))
  }

  async #generator(beam: number): Promise<Generator> {
    const layout = seq2seqLayout(this.config)
    const model = () => (beam === 1 ? draftedStepModel(this.config, this.#weights) : stepModel(this.config, this.#weights, beam))
    return {
      layout,
      padId: this.config.pad_token_id,
      source: await this.#source(),
      step: await this.#sessions.get(`step ${beam}`, model),
      select: await this.#sessions.get(`select ${beam}`, () => selectModel(layout, beam)),
      merge: await this.#sessions.get('merge', () => mergeModel(layout)),
    }
  }

  /**
   * Generates for each source, in the order given, with one place by drafts from the source (`Copying`); sources are batched by length. The result does not depend on what else is in the batch, but for
   * rounding. A score is the sum of log-probabilities (natural logarithm), without length normalisation; sequences that ended come first, as in the official
   * search. Throws a RangeError that lists the sources that do not fit the model.
   */
  async generate(sources: readonly (readonly number[])[], options: GenerateOptions = {}): Promise<Generation[]> {
    const { beam = 1, maximumLength = maximumIds(this.config), tokenBudget = 4096, onProgress } = options
    checkSequences(this.config, { name: 'source', rows: sources })
    expectWhole('beam', beam, this.config.vocab_size)
    expectWhole('maximumLength', maximumLength, maximumIds(this.config))
    const generator = await this.#generator(beam)
    const { bos_token_id: begin, eos_token_id: end, pad_token_id: pad } = this.config
    return inBatches(
      sources,
      ({ length }) => ({ source: length * beam, target: 0 }),
      { tokenBudget, onProgress },
      async (batch) => {
        const searches = () => batch.map(() => withPositions(new Beam(beam, begin, end), pad))
        const found =
          beam === 1
            ? await generateCopying(generator, batch, { begin, end, pad, maximumLength })
            : await generateBatch(generator, batch, searches(), { beam, maximumLength })
        return found.map((hypotheses) => {
          const generation = toGeneration(hypotheses, begin, end)
          return { ...generation, surprise: -generation.score / (generation.ids.length - 1) }
        })
      },
    )
  }

  /**
   * Mean cross-entropy in nats of each target's ids after the first given its source: the official `cal_scores`. Only real target tokens count; pairs are
   * batched by length and never padded beyond their batch. Throws a RangeError that lists the sequences that do not fit.
   */
  async score(
    requests: readonly PairExample[],
    options: { readonly tokenBudget?: number; readonly onProgress?: GenerateOptions['onProgress'] } = {},
  ): Promise<Float64Array> {
    const { onProgress, tokenBudget = scoreBudget(this.config.vocab_size) } = options
    checkSequences(
      this.config,
      { name: 'source', rows: requests.map(({ source }) => source) },
      { name: 'target', rows: requests.map(({ target }) => target), unread: 1 },
    )
    const { pad_token_id: pad } = this.config
    const session = await this.#sessions.get('score', () => scoreModel(this.config, this.#weights))
    const scores = await inBatches(
      requests,
      ({ source, target }) => ({ source: source.length, target: target.length }),
      { tokenBudget, onProgress },
      (batch) => meanSurprises(session, batch, pad, sharedTargets(batch, pad)),
    )
    return Float64Array.from(scores)
  }

  /**
   * One vector for each source, as spectral signatures and activation clustering read them on program repair: the encoder's last state at <s>, which CodePurify's authors
   * take too. Throws a RangeError that lists the sources that do not fit.
   */
  async representations(
    sources: readonly (readonly number[])[],
    { tokenBudget = 4096, onProgress }: Partial<BatchOptions> = {},
  ): Promise<Float32Array[]> {
    checkSequences(this.config, { name: 'source', rows: sources })
    const session = await this.#sessions.get('represent', () => firstStateModel(this.config, this.#weights))
    return vectorsOf(session, sources, { padId: this.config.pad_token_id, tokenBudget, onProgress })
  }

  /** Frees the sessions; the model cannot be used afterwards. */
  async release(): Promise<void> {
    await this.#sessions.release()
  }
}
