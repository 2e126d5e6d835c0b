import { createSession, int32, type Device, type Session, type Weights } from '@codepurify/graph'
import { checkIds, expectWhole } from '../checkSequences.js'
import { padRows, type PairExample } from '../feeds.js'
import { generateBatch, type Generator } from '../generation/generateBatch.js'
import { toGeneration, type Generation } from '../generation/generation.js'
import { mergeModel, selectModel } from '../generation/stepCache.js'
import { inBatches, type BatchOptions } from '../inBatches.js'
import { meanSurprises, scoreBudget } from '../meanSurprises.js'
import { SessionCache } from '../sessionCache.js'
import { vectorsOf } from '../vectors.js'
import { LONGEST_T5, type T5Config } from './config.js'
import { t5Layout, t5ScoreModel, t5SourceModel, t5StepModel } from './decoderStep.js'
import { LengthPenalizedBeam } from './lengthPenalizedBeam.js'
import { meanStateModel } from './represent.js'
import { t5Weights } from './weightTable.js'

/** What an inference model is made from. */
export interface T5Options {
  readonly config: T5Config
  /** From `readCheckpoint`, `initializeT5` or training. */
  readonly weights: Weights
  readonly device?: Device
  readonly threads?: number
}

/** How `T5.generate` searches: the arguments of Hugging Face's `generate`. */
export interface T5GenerateOptions extends Partial<BatchOptions> {
  /** `num_beams`; 1 is greedy. */
  readonly beam?: number
  /** The most ids generated after `decoder_start_token_id`: `max_length` - 1. */
  readonly maximumLength: number
  readonly lengthPenalty?: number
  readonly earlyStopping?: boolean
}

/** How `T5.score` counts. */
export interface T5ScoreOptions extends Partial<BatchOptions> {
  /**
   * Scores as the official CodePurify code does: labels (the target's ids after the first) are padded to this many, padding is predicted and counts in the mean,
   * and places whose label is padding are hidden from the decoder. By default only real ids count.
   */
  readonly paddedTo?: number
}

/** `T5ForConditionalGeneration`, and so CodeT5, for inference: generation with a key-value cache, and scoring. Ids include what the tokenizer adds (<s>, </s>). */
export class T5 {
  readonly config: T5Config
  readonly #weights: Weights
  readonly #sessions: SessionCache

  private constructor({ config, weights, ...device }: T5Options) {
    this.config = config
    this.#weights = t5Weights(config, weights)
    this.#sessions = new SessionCache((model) => createSession(model, device))
  }

  /** Checks the weights against the config, and the device; throws as `readCheckpoint` and `createSession` do. */
  static async create(options: T5Options): Promise<T5> {
    const model = new T5(options)
    await model.#source()
    return model
  }

  #source(): Promise<Session> {
    return this.#sessions.get('source', () => t5SourceModel(this.config, this.#weights))
  }

  async #generator(beam: number): Promise<Generator> {
    const layout = t5Layout(this.config)
    const candidates = beam === 1 ? 1 : 2 * beam
    return {
      layout,
      padId: this.config.pad_token_id,
      source: await this.#source(),
      step: await this.#sessions.get(`step ${beam}`, () => t5StepModel(this.config, this.#weights, beam, candidates)),
      select: await this.#sessions.get(`select ${beam}`, () => selectModel(layout, beam)),
      merge: await this.#sessions.get('merge', () => mergeModel(layout)),
    }
  }

  #check(name: string, rows: readonly (readonly number[])[], unread = 0): void {
    checkIds({ vocabulary: this.config.vocab_size, most: LONGEST_T5 }, { name, rows, unread })
  }

  /**
   * Generates for each source, in the order given; sources are batched by length, and what else is in the batch changes nothing but rounding. Ids are those of
   * `generate` of transformers 4.24, from `decoder_start_token_id`, without padding. A score is the sum of log-probabilities over length ** lengthPenalty
   * (`sequences_scores`); the length counts the first id and not the end. Throws a RangeError that lists the sources that do not fit the model.
   */
  async generate(sources: readonly (readonly number[])[], options: T5GenerateOptions): Promise<Generation[]> {
    const { beam = 1, maximumLength, lengthPenalty = 1, earlyStopping = false, tokenBudget = 4096, onProgress } = options
    const { decoder_start_token_id: begin, eos_token_id: end } = this.config
    this.#check('source', sources)
    expectWhole('beam', beam, Math.max(1, Math.floor(this.config.vocab_size / 2)))
    expectWhole('maximumLength', maximumLength, LONGEST_T5)
    if (!Number.isFinite(lengthPenalty)) throw new RangeError(`lengthPenalty is ${lengthPenalty}, expected a finite number`)
    const generator = await this.#generator(beam)
    // with one place, both ways of stopping are greedy search's: at the first end
    const search = { size: beam, begin, end, lengthPenalty, earlyStopping: earlyStopping || beam === 1 }
    return inBatches(
      sources,
      ({ length }) => ({ source: length * beam, target: 0 }),
      { tokenBudget, onProgress },
      async (batch) => {
        const searches = batch.map(() => new LengthPenalizedBeam(search))
        const found = await generateBatch(generator, batch, searches, { beam, maximumLength })
        return found.map((hypotheses) => toGeneration(hypotheses, begin, end))
      },
    )
  }

  /**
   * Mean cross-entropy in nats of each target's ids after the first (`decoder_start_token_id`) given its source. Pairs are batched by length and never padded
   * beyond their batch, but for `paddedTo`. Throws a RangeError that lists the sequences that do not fit.
   */
  async score(requests: readonly PairExample[], options: T5ScoreOptions = {}): Promise<Float64Array> {
    const { paddedTo, onProgress, tokenBudget = scoreBudget(this.config.vocab_size) } = options
    this.#check(
      'source',
      requests.map(({ source }) => source),
    )
    this.#check(
      'target',
      requests.map(({ target }) => target),
      1,
    )
    const { pad_token_id: pad } = this.config
    const pairs = paddedTo === undefined ? requests : padTargets(requests, paddedTo, pad)
    const session = await this.#sessions.get(`score ${paddedTo !== undefined}`, () =>
      t5ScoreModel(this.config, this.#weights, paddedTo !== undefined),
    )
    const scores = await inBatches(
      pairs,
      ({ source, target }) => ({ source: source.length, target: target.length }),
      { tokenBudget, onProgress },
      (batch) => meanSurprises(session, batch, pad, paddedTo === undefined ? {} : labelIds(batch, pad)),
    )
    return Float64Array.from(scores)
  }

  /**
   * One vector for each source, for spectral signatures and activation clustering: the mean of the encoder's last states over the source's ids, as T5 has no id that stands for
   * the whole. CodePurify's authors take the mean of the embeddings, padding included, which knows no order and tells the length. Throws a RangeError that lists the sources
   * that do not fit.
   */
  async representations(
    sources: readonly (readonly number[])[],
    { tokenBudget = 4096, onProgress }: Partial<BatchOptions> = {},
  ): Promise<Float32Array[]> {
    this.#check('source', sources)
    const session = await this.#sessions.get('represent', () => meanStateModel(this.config, this.#weights))
    return vectorsOf(session, sources, { padId: this.config.pad_token_id, tokenBudget, onProgress })
  }

  /** Frees the sessions; the model cannot be used afterwards. */
  async release(): Promise<void> {
    await this.#sessions.release()
  }
}

/** Pairs whose targets have `labels` ids after the first, padding included. */
function padTargets(pairs: readonly PairExample[], labels: number, pad: number): PairExample[] {
  expectWhole('paddedTo', labels, LONGEST_T5)
  const longest = pairs.reduce((most, { target }) => Math.max(most, target.length - 1), 0)
  if (longest > labels) throw new RangeError(`paddedTo is ${labels}, expected at least the ${longest} ids of the longest target`)
  return pairs.map(({ source, target }) => ({
    source,
    target: [...target, ...new Array<number>(labels + 1 - target.length).fill(pad)],
  }))
}

function labelIds(pairs: readonly PairExample[], pad: number) {
  const { data, width } = padRows(
    pairs.map(({ target }) => target.slice(1)),
    pad,
  )
  return { labelIds: int32(data, [pairs.length, width]) }
}
