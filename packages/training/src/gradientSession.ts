import { createSession, Graph, type Session, type Tensor } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { gradientName, type ParameterStore } from './parameterStore.js'
import type { TrainOptions } from './trainOptions.js'

type GraphOptions = Pick<TrainOptions, 'build' | 'device' | 'threads' | 'seed'>

/** The loss as a graph: which parameters it has, and whether it draws dropout masks. */
export function describeGraph({ build }: Pick<TrainOptions, 'build'>): {
  readonly parameters: readonly string[]
  readonly dropout: boolean
} {
  const graph = new Graph()
  build(graph)
  const { parameters, nodes } = graph.builder
  return { parameters: parameters.map(({ name }) => name), dropout: nodes.some(({ operator }) => operator === 'Dropout') }
}

/**
 * A session that computes the loss of a batch and leaves its gradients in the store.
 * Its dropout masks are a function of the seed, of `firstStep` and of how many batches it has seen: a training that is to be resumed
 * at a step opens a new session there, whether it was interrupted or not.
 */
export class GradientSession {
  readonly #session: Session
  readonly #feeds: Record<string, Tensor>
  readonly #fetches: Record<string, Tensor | null>

  private constructor(session: Session, store: ParameterStore) {
    this.#session = session
    this.#feeds = store.feeds()
    this.#fetches = { loss: null, ...store.gradientFetches() }
  }

  static async open(store: ParameterStore, firstStep: number, { build, device, threads, seed }: GraphOptions): Promise<GradientSession> {
    const graph = new Graph({
      dropoutSeed: random(seed)
        .fork('dropout')
        .fork(firstStep)
        .integer(2 ** 31),
    })
    const { loss } = build(graph)
    const { parameters } = graph.builder
    const gradients = graph.grad(loss, parameters).map((gradient, i) => [gradientName(parameters[i]?.name ?? ''), gradient] as const)
    const model = graph.toModel({ loss, ...Object.fromEntries(gradients) })
    return new GradientSession(await createSession(model, { ...(device && { device }), ...(threads !== undefined && { threads }) }), store)
  }

  /** The loss of a batch; its gradients are in the store afterwards. */
  async run(batch: Readonly<Record<string, Tensor>>): Promise<number> {
    const { loss } = await this.#session.run({ ...this.#feeds, ...batch }, this.#fetches)
    return Number(loss?.data[0])
  }

  /** Frees the session's memory; it cannot run afterwards. */
  async release(): Promise<undefined> {
    await this.#session.release()
    return undefined
  }
}
