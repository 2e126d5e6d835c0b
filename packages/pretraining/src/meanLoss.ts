import { createSession, Graph, type Device, type Tensor, type Value, type Weights } from '@codepurify/graph'

const batchRecords = 16

/** How the loss of some examples is computed. */
export interface LossOver<Example> {
  readonly weights: Weights
  /** Sum over the labels that count, and their number. */
  readonly build: (graph: Graph) => { readonly sum: Value; readonly count: Value }
  readonly feeds: (examples: readonly Example[]) => Readonly<Record<string, Tensor>>
  /** Examples of one size stand in one batch. */
  readonly size: (example: Example) => number
  readonly device: Device
}

/** Mean cross-entropy of the labels in nats, over all examples; exp of it is the perplexity. */
export async function meanLoss<Example>(
  examples: readonly Example[],
  { weights, build, feeds, size, device }: LossOver<Example>,
): Promise<number> {
  const graph = new Graph()
  const { sum, count } = build(graph)
  const session = await createSession(graph.toModel({ sum, count }, { weights }), { device })
  try {
    const sorted = [...examples].sort((a, b) => size(a) - size(b))
    let [total, labels] = [0, 0]
    for (let i = 0; i < sorted.length; i += batchRecords) {
      const found = await session.run(feeds(sorted.slice(i, i + batchRecords)))
      total += Number(found['sum']?.data[0])
      labels += Number(found['count']?.data[0])
    }
    return total / labels
  } finally {
    await session.release()
  }
}
