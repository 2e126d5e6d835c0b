import { createSession, float32, Graph, type Device, type Tensor, type Weights } from '@codepurify/graph'
import { startBuild } from '../roberta/losses.js'
import { SessionCache } from '../sessionCache.js'
import { vectorsOf } from '../vectors.js'
import type { Classification } from './criteria.js'
import { sequencesOf, type ClassifierInput } from './examples.js'
import { rulesOf, type ClassifierConfigs, type ClassifierKind } from './kinds.js'

/** What a classifier for inference is made from. */
export interface ClassifierOptions<Kind extends ClassifierKind = ClassifierKind> {
  readonly kind: Kind
  readonly config: ClassifierConfigs[Kind]
  /** From `readCheckpoint`, `readClassifier`, `initializeClassifier` or training. */
  readonly weights: Weights
  readonly device?: Device
  readonly threads?: number
}

/** How inputs are worked through. */
export interface ClassifyOptions {
  /** Tokens of a batch, padding included; 2048 by default. */
  readonly tokenBudget?: number
  /** Told after each batch how many different sequences are encoded. */
  readonly onProgress?: (done: number, total: number) => void
}

// inputs whose vectors go through the head at once: a few megabytes at most
const HEAD_ROWS = 4096

/** A classifier for inference: every different sequence is encoded once, in batches of similar lengths, and the head reads the vectors. */
export class Classifier<Kind extends ClassifierKind = ClassifierKind> {
  readonly kind: Kind
  readonly config: ClassifierConfigs[Kind]
  /** Numbers that were learnt. */
  readonly parameters: number
  readonly #weights: Weights
  readonly #sessions: SessionCache

  private constructor({ kind, config, weights, ...device }: ClassifierOptions<Kind>) {
    this.kind = kind
    this.config = config
    this.#weights = rulesOf(kind).weights(config, weights, 'weights')
    this.parameters = [...this.#weights.values()].reduce((sum, { data }) => sum + data.length, 0)
    this.#sessions = new SessionCache((model) => createSession(model, device))
  }

  /** Checks the kind, the weights against the config, and the device; throws as `readCheckpoint` and `createSession` do. */
  static async create<Kind extends ClassifierKind>(options: ClassifierOptions<Kind>): Promise<Classifier<Kind>> {
    const model = new Classifier(options)
    await model.#encoder()
    return model
  }

  #encoder() {
    return this.#sessions.get('encoder', () => encoderModel(this.kind, this.config, this.#weights))
  }

  /** The class of every input with its probabilities. Throws a RangeError that lists the sequences that do not fit the model. */
  async classify(inputs: readonly ClassifierInput[], options: ClassifyOptions = {}): Promise<Classification[]> {
    return this.decide(await this.representations(inputs, options))
  }

  /** What the head reads of every input: the vector of its sequence, or of both one after the other. Spectral signatures and activation clustering look at these. */
  async representations(inputs: readonly ClassifierInput[], options: ClassifyOptions = {}): Promise<Float32Array[]> {
    const { sequences } = rulesOf(this.kind)
    const { rows, places } = distinct(inputs.flatMap((input, index) => sequencesOf(this.kind, input, index)))
    const vectors = await this.encode(rows, options)
    return inputs.map((_, index) => joined(places.slice(index * sequences, (index + 1) * sequences).map((place) => vectors[place])))
  }

  /** One vector for each sequence of ids: who meets the same function in many pairs encodes it once, puts vectors side by side, and asks `decide`. */
  async encode(
    sequences: readonly (readonly number[])[],
    { tokenBudget = 2048, onProgress }: ClassifyOptions = {},
  ): Promise<Float32Array[]> {
    const { check, padId } = rulesOf(this.kind)
    check(this.config, { name: 'sequence', rows: sequences })
    return vectorsOf(await this.#encoder(), sequences, { padId: padId(this.config), tokenBudget, onProgress })
  }

  /** The class of every representation: vectors as `representations` gives them. */
  async decide(representations: readonly Float32Array[]): Promise<Classification[]> {
    const { criterion } = rulesOf(this.kind)
    const width = representations[0]?.length ?? 0
    const answers: Classification[] = []
    for (let from = 0; from < representations.length; from += HEAD_ROWS) {
      const rows = representations.slice(from, from + HEAD_ROWS)
      const head = await this.#sessions.get(`head ${width}`, () => headModel(this.kind, this.config, this.#weights, width))
      const found = await head.run({ vectors: float32(joined(rows), [rows.length, width]) })
      const logits = floats(found['logits'], 'logits')
      const labels = logits.length / rows.length
      for (let i = 0; i < rows.length; i++) answers.push(criterion.decide([...logits.subarray(i * labels, (i + 1) * labels)]))
    }
    return answers
  }

  /** Frees the sessions; the model cannot be used afterwards. */
  async release(): Promise<void> {
    await this.#sessions.release()
  }
}

/** The different sequences in order of appearance, and for each given one its place among them. */
function distinct(sequences: readonly (readonly number[])[]): {
  readonly rows: readonly (readonly number[])[]
  readonly places: readonly number[]
} {
  const known = new Map<string, number>()
  const rows: (readonly number[])[] = []
  const places = sequences.map((ids) => {
    const key = ids.join()
    const place = known.get(key) ?? rows.push(ids) - 1
    known.set(key, place)
    return place
  })
  return { rows, places }
}

/** Vectors one after another. */
function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0))
  let at = 0
  for (const part of parts) {
    if (part) whole.set(part, at)
    at += part?.length ?? 0
  }
  return whole
}

function floats(tensor: Tensor | undefined, name: string): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError(`the classifier gave no float32 "${name}"`)
  return tensor.data
}

/** `ids` int32 [B, S] -> `vectors` [B, width]. */
function encoderModel<Kind extends ClassifierKind>(kind: Kind, config: ClassifierConfigs[Kind], weights: Weights): Uint8Array {
  const { table, represent } = rulesOf(kind)
  const graph = new Graph()
  const build = startBuild(graph, table(config))
  return graph.toModel({ vectors: represent(build, config, graph.input('ids', 'int32', ['B', 'S'])) }, { weights })
}

/** `vectors` [B, width] -> `logits` [B, labels]. */
function headModel<Kind extends ClassifierKind>(kind: Kind, config: ClassifierConfigs[Kind], weights: Weights, width: number): Uint8Array {
  const { table, head } = rulesOf(kind)
  const graph = new Graph()
  const build = startBuild(graph, table(config))
  return graph.toModel({ logits: head(build, config, graph.input('vectors', 'float32', ['B', width])) }, { weights })
}
