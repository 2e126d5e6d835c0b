import { createSession, Graph, int32, type Weights } from '@codepurify/graph'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { decode, encode, Parameters, seq2seqLogits, seq2seqTable, type PairExample, type Seq2SeqConfig } from '@codepurify/models'

/** What the official code computes, in this engine: everything padded to the maximum; scoring with every position through the head, search without a cache. */
export async function officialForward(config: Seq2SeqConfig, weights: Weights, threads: number) {
  const [scoring, encoding, decoding] = await Promise.all(
    [scoreModel(config, weights), encoderModel(config, weights), decoderModel(config, weights)].map((model) =>
      createSession(model, { threads }),
    ),
  )
  if (!scoring || !encoding || !decoding) throw new Error('three models give three sessions')
  const padded = (rows: readonly (readonly number[])[], length: number) =>
    int32(
      rows.flatMap((row) => [...row, ...new Array<number>(length - row.length).fill(config.pad_token_id)]),
      [rows.length, length],
    )
  return {
    score: (pairs: readonly PairExample[], length: number) => {
      const [sources, targets] = [pairs.map((pair) => pair.source), pairs.map((pair) => pair.target)]
      return scoring.run({ sourceIds: padded(sources, length), targetIds: padded(targets, length) })
    },
    greedy: async (source: readonly number[], length: number) => {
      const encoded = await encoding.run({ sourceIds: padded([source], length) })
      const found = [config.bos_token_id]
      while (found.length <= length) {
        const { best } = await decoding.run({ ...encoded, targetIds: int32(found, [1, found.length]), last: int32([found.length - 1]) })
        found.push(Number(best?.data[0]))
      }
      return found
    },
    release: async () => {
      for (const session of [scoring, encoding, decoding]) await session.release()
    },
  }
}

function start(config: Seq2SeqConfig) {
  const graph = new Graph()
  return { graph, parameters: new Parameters(graph, seq2seqTable(config)), dropout: { hidden: 0, attention: 0 } }
}

function scoreModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { graph } = build
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const logits = seq2seqLogits(build, decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T'])))
  return graph.toModel({ mean: graph.mean(graph.logSoftmax(logits)) }, { weights })
}

function encoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { hidden, mask } = encode(build, config, 'encoder', build.graph.input('sourceIds', 'int32', ['B', 'S']))
  return build.graph.toModel({ hidden, mask }, { weights })
}

function decoderModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = start(config)
  const { graph } = build
  const mask = graph.input('mask', 'float32', ['B', 1, 1, 'S'])
  const source = { mask, hidden: graph.input('hidden', 'float32', ['B*S', config.hidden_size]), extent: { batch: 'B', length: 'S' } }
  const rows = decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
  const last = seq2seqLogits(build, graph.gather(rows, graph.input('last', 'int32', ['B'])))
  return graph.toModel({ best: graph.argMax(graph.logSoftmax(last), -1) }, { weights })
}
