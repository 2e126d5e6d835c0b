import { createSession, Graph, int32, type Weights } from '@codepurify/graph'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { encode, Parameters, rulesOf, type RobertaClassifierConfig } from '@codepurify/models'

/** What the official defect detector computes, in this engine: a record's variants in one batch, padded to the maximum, every row of every layer. */
export async function officialClassifier(config: RobertaClassifierConfig, weights: Weights, threads: number) {
  const { table, head } = rulesOf('roberta-defect')
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, table(config)), dropout: { hidden: 0, attention: 0 } }
  const { hidden } = encode(build, config, 'roberta', graph.input('ids', 'int32', ['B', 'S']))
  const first = graph.gather(hidden, graph.input('first', 'int32', ['B']))
  const session = await createSession(graph.toModel({ logits: head(build, config, first) }, { weights }), { threads })
  return {
    classify: async (rows: readonly (readonly number[])[], length: number): Promise<Float32Array> => {
      const padded = rows.flatMap((row) => [...row, ...new Array<number>(length - row.length).fill(config.pad_token_id)])
      const { logits } = await session.run({
        ids: int32(padded, [rows.length, length]),
        first: int32(rows.map((_, row) => row * length)),
      })
      if (!(logits?.data instanceof Float32Array)) throw new TypeError('the official model gave no float32 "logits"')
      return logits.data
    },
    release: () => session.release(),
  }
}
