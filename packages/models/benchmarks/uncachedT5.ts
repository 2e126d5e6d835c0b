import { createSession, Graph, int32, type Weights } from '@codepurify/graph'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { decodeT5, encodeT5, Parameters, t5Logits, t5Table, type T5Config } from '@codepurify/models'

/** Greedy decoding as without a cache: the source is encoded once, then every step decodes all ids so far; only the last row of each goes through the head. */
export async function uncachedT5(config: T5Config, weights: Weights, threads: number) {
  const [encoding, decoding] = await Promise.all(
    [encoderModel(config, weights), decoderModel(config, weights)].map((model) => createSession(model, { threads })),
  )
  if (!encoding || !decoding) throw new Error('two models give two sessions')
  return {
    /** Sources of one length -> for each, the ids of so many steps. */
    greedy: async (sources: readonly (readonly number[])[], steps: number): Promise<number[][]> => {
      const encoded = await encoding.run({ sourceIds: int32(sources.flat(), [sources.length, sources[0]?.length ?? 0]) })
      const found = sources.map(() => [config.decoder_start_token_id])
      for (let length = 1; length <= steps; length++) {
        const last = found.map((_, row) => row * length + length - 1)
        const { best } = await decoding.run({ ...encoded, targetIds: int32(found.flat(), [sources.length, length]), last: int32(last) })
        found.forEach((ids, row) => ids.push(Number(best?.data[row])))
      }
      return found
    },
    release: async () => {
      for (const session of [encoding, decoding]) await session.release()
    },
  }
}

function start(config: T5Config) {
  const graph = new Graph()
  return { graph, parameters: new Parameters(graph, t5Table(config)), dropout: { hidden: 0, attention: 0 } }
}

function encoderModel(config: T5Config, weights: Weights): Uint8Array {
  const build = start(config)
  const { hidden, mask } = encodeT5(build, config, build.graph.input('sourceIds', 'int32', ['B', 'S']))
  return build.graph.toModel({ hidden, mask }, { weights })
}

function decoderModel(config: T5Config, weights: Weights): Uint8Array {
  const build = start(config)
  const { graph } = build
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const source = { mask, hidden: graph.input('hidden', 'float32', ['B*S', config.d_model]), extent: { batch: 'B', length: 'S' } }
  const rows = decodeT5(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const logits = t5Logits(build, config, graph.gather(rows, graph.input('last', 'int32', ['B'])))
  return graph.toModel({ best: graph.argMax(logits, -1) }, { weights })
}
