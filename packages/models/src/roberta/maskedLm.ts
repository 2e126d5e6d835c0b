import { createSession, Graph, type Device, type Weights } from '@codepurify/graph'
import { lengthSortedBatches } from '../buckets.js'
import { checkSequences } from '../checkSequences.js'
import type { RobertaConfig } from './config.js'
import { encode } from './encoder.js'
import { maskedLmFeeds } from '../feeds.js'
import { maskedLmLogits } from './heads.js'
import { maskedLmWeights } from '../weights/modelKinds.js'
import { Parameters } from '../weights/parameters.js'
import { SessionCache } from '../sessionCache.js'
import { maskedLmTable } from '../weights/weightTable.js'

/** What a masked-LM for inference is made from. */
export interface MaskedLmOptions {
  readonly config: RobertaConfig
  /** From `readCheckpoint`, `initializeMaskedLm` or training; a jointly trained model's will do. */
  readonly weights: Weights
  readonly device?: Device
  readonly threads?: number
}

/** Ids with <s>, </s> and <mask> where they belong, and the places to fill in. */
export interface MaskedRequest {
  readonly ids: readonly number[]
  readonly positions: readonly number[]
}

/** A request that names, for each of its places, the token whose likelihood is asked for. */
export interface LabelledRequest extends MaskedRequest {
  readonly labels: readonly number[]
}

/** A token that could stand at a place, and the natural logarithm of its probability. */
export interface Guess {
  readonly id: number
  readonly logProbability: number
}

/** `RobertaForMaskedLM` for inference. */
export class MaskedLm {
  readonly config: RobertaConfig
  readonly #weights: Weights
  readonly #sessions: SessionCache

  private constructor({ config, weights, ...device }: MaskedLmOptions) {
    this.config = config
    this.#weights = maskedLmWeights(config, weights)
    this.#sessions = new SessionCache((model) => createSession(model, device))
  }

  /** Checks the weights against the config, and the device; throws as `readCheckpoint` and `createSession` do. */
  static async create(options: MaskedLmOptions): Promise<MaskedLm> {
    const model = new MaskedLm(options)
    await model.#session(1)
    return model
  }

  #session(top: number, attendPadding = false) {
    return this.#sessions.get(`top ${top} ${attendPadding}`, () => predictModel(this.config, this.#weights, top, attendPadding))
  }

  /**
   * The `top` likeliest tokens for every place of every request, best first; requests are batched by length, and only the places asked for go through the
   * vocabulary head. Throws a RangeError that lists what does not fit the model.
   *
   * `attendPadding`: padding ids take part in attention, as in the official purification, which gives no attention mask; requests must then be of one length.
   */
  async predict(
    requests: readonly MaskedRequest[],
    {
      top,
      tokenBudget = 2048,
      attendPadding = false,
    }: { readonly top: number; readonly tokenBudget?: number; readonly attendPadding?: boolean },
  ): Promise<Guess[][][]> {
    const { vocab_size: vocabulary } = this.config
    if (!Number.isInteger(top) || top < 1 || top > vocabulary)
      throw new RangeError(`top is ${top}, expected a whole number from 1 to ${vocabulary}`)
    checkSequences(this.config, { name: 'request', rows: requests.map(({ ids }) => ids) })
    checkPlaces(requests)
    if (attendPadding) checkEqualLengths(requests)
    const results = requests.map((): Guess[][] => [])
    const wanted = [...requests.keys()].filter((index) => (requests[index]?.positions.length ?? 0) > 0)
    const lengths = wanted.map((index) => ({ source: requests[index]?.ids.length ?? 0, target: headCost(this.config, requests[index]) }))
    const session = await this.#session(top, attendPadding)
    for (const batch of lengthSortedBatches(lengths, tokenBudget)) {
      const indices = batch.map((at) => wanted[at] ?? 0)
      const examples = indices.map((index) => ({ ids: [], positions: [], ...requests[index], labels: [] }))
      const { ids, positions } = maskedLmFeeds(examples, this.config.pad_token_id)
      const { logProbabilities, candidates } = await session.run({ ids, positions })
      if (!(logProbabilities?.data instanceof Float32Array) || !(candidates?.data instanceof Int32Array)) {
        throw new TypeError('the masked-LM model gave no float32 "logProbabilities" and int32 "candidates"')
      }
      let row = 0
      for (const index of indices) {
        for (const _ of requests[index]?.positions ?? []) results[index]?.push(guesses(candidates.data, logProbabilities.data, top, row++))
      }
    }
    return results
  }

  /**
   * How unlikely the `labels` of every request are at its places: cross-entropy in nats, one number a place. Batched as `predict`.
   * Throws a RangeError that lists what does not fit the model.
   */
  async surprise(
    requests: readonly LabelledRequest[],
    { tokenBudget = 2048 }: { readonly tokenBudget?: number } = {},
  ): Promise<Float64Array[]> {
    checkSequences(this.config, { name: 'request', rows: requests.map(({ ids }) => ids) })
    checkPlaces(requests)
    checkLabels(requests, this.config)
    const results = requests.map(({ positions }) => new Float64Array(positions.length))
    const wanted = [...requests.keys()].filter((index) => (requests[index]?.positions.length ?? 0) > 0)
    const lengths = wanted.map((index) => ({ source: requests[index]?.ids.length ?? 0, target: headCost(this.config, requests[index]) }))
    const session = await this.#sessions.get('surprise', () => surpriseModel(this.config, this.#weights))
    for (const batch of lengthSortedBatches(lengths, tokenBudget)) {
      const examples = batch.flatMap((at) => requests[wanted[at] ?? 0] ?? [])
      const { surprise } = await session.run(maskedLmFeeds(examples, this.config.pad_token_id))
      if (!(surprise?.data instanceof Float32Array)) throw new TypeError('the masked-LM model gave no float32 "surprise"')
      let row = 0
      for (const at of batch) {
        const result = results[wanted[at] ?? 0]
        result?.set(surprise.data.subarray(row, (row += result.length)))
      }
    }
    return results
  }

  /** Frees the sessions; the model cannot be used afterwards. */
  async release(): Promise<void> {
    await this.#sessions.release()
  }
}

/** `ids` int32 [B, S], `positions` int32 [M] -> `logProbabilities`, `candidates` [M, top], best first. */
function predictModel(config: RobertaConfig, weights: Weights, top: number, attendPadding: boolean): Uint8Array {
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, maskedLmTable(config)), dropout: { hidden: 0, attention: 0 } }
  const { hidden } = encode(build, config, 'roberta', graph.input('ids', 'int32', ['B', 'S']), { attendPadding })
  const logits = maskedLmLogits(build, config, 'roberta', graph.gather(hidden, graph.input('positions', 'int32', ['M'])))
  const [logProbabilities, candidates] = graph.topK(graph.logSoftmax(logits), top)
  return graph.toModel({ logProbabilities, candidates }, { weights })
}

/** `ids` int32 [B, S], `positions` and `labels` int32 [M] -> `surprise` [M]. */
function surpriseModel(config: RobertaConfig, weights: Weights): Uint8Array {
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, maskedLmTable(config)), dropout: { hidden: 0, attention: 0 } }
  const { hidden } = encode(build, config, 'roberta', graph.input('ids', 'int32', ['B', 'S']))
  const logits = maskedLmLogits(build, config, 'roberta', graph.gather(hidden, graph.input('positions', 'int32', ['M'])))
  const surprise = graph.crossEntropy(logits, graph.input('labels', 'int32', ['M']), { reduction: 'none' })
  return graph.toModel({ surprise }, { weights })
}

function guesses(ids: Int32Array, logProbabilities: Float32Array, top: number, row: number): Guess[] {
  return Array.from({ length: top }, (_, rank) => ({
    id: ids[row * top + rank] ?? 0,
    logProbability: logProbabilities[row * top + rank] ?? NaN,
  }))
}

/** Places count for the batch's budget as so many tokens that the logits stay below 128 MiB for a budget of 2048. */
function headCost({ vocab_size: vocabulary }: RobertaConfig, request: MaskedRequest | undefined): number {
  return Math.ceil(((request?.positions.length ?? 0) * vocabulary) / 2 ** 14)
}

function checkEqualLengths(requests: readonly MaskedRequest[]): void {
  const lengths = new Set(requests.map(({ ids }) => ids.length))
  if (lengths.size > 1)
    throw new RangeError(`with attended padding all requests must have one length, got ${[...lengths].join(', ')}: pad them`)
}

function checkPlaces(requests: readonly MaskedRequest[]): void {
  const faults = requests.flatMap(({ ids, positions }, index) =>
    positions
      .filter((place) => !Number.isInteger(place) || place < 0 || place >= ids.length)
      .map((place) => `request ${index} asks for place ${place}, expected a whole number from 0 to ${ids.length - 1}`),
  )
  if (faults.length > 0) throw new RangeError(faults.join('\n'))
}

function checkLabels(requests: readonly LabelledRequest[], { vocab_size: vocabulary }: RobertaConfig): void {
  const faults = requests.flatMap(({ positions, labels }, index) => [
    ...(positions.length === labels.length ? [] : [`request ${index} has ${labels.length} labels for ${positions.length} places`]),
    ...labels
      .filter((label) => !Number.isInteger(label) || label < 0 || label >= vocabulary)
      .map((label) => `request ${index} has label ${label}, expected a whole number from 0 to ${vocabulary - 1}`),
  ])
  if (faults.length > 0) throw new RangeError(faults.join('\n'))
}
