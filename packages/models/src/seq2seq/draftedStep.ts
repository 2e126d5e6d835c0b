import type { Weights } from '@codepurify/graph'
import { attendColumns, attendTwoParts, columns } from '../generation/cachedAttention.js'
import { draftedCache } from '../generation/stepCache.js'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { embedAt } from '../roberta/embeddings.js'
import { seq2seqLogits } from '../roberta/heads.js'
import { linear } from '../roberta/layers.js'
import { decoderLayer, selfProjections } from './decoder.js'
import { inference, seq2seqLayout } from './decoderStep.js'

/**
 * Reads several ids of every source's answer at once and says what comes after each: how a draft is checked. Inputs: `ids`, `positions` int32 [B, K], the cache
 * (`draftedCache`), and `rows` int32 [M], the places b * K + k that are asked about. Outputs: `logProbabilities`, `candidates` [M, 1], and the cache's.
 */
export function draftedStepModel(config: Seq2SeqConfig, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const ids = graph.input('ids', 'int32', ['B', 'K'])
  const positions = graph.input('positions', 'int32', ['B', 'K'])
  const cache = draftedCache(graph, seq2seqLayout(config))
  const { extent, mask, lineage } = cache

  let x = embedAt(build, config, 'encoder', ids, positions)
  for (let layer = 0; layer < config.decoder_layers; layer++) {
    const name = `decoder.layers.${layer}`
    const { query, keys, values } = selfProjections(build, config, name, x, extent)
    const known = cache.remember(layer, columns(build, keys), values)
    const source = cache.source(layer)
    x = decoderLayer(build, config, name, x, {
      heard: attendTwoParts(build, query, known.keys, known.values, lineage),
      listen: (queries) => attendColumns(build, queries, source.keys, source.values, mask),
      extent,
    })
  }
  const asked = graph.gather(x, graph.input('rows', 'int32', ['M']))
  const logits = seq2seqLogits(build, graph.tanh(linear(build, 'dense', asked)))
  // for one candidate, cheaper than a top-k
  const candidates = graph.unsqueeze(graph.argMax(logits, -1), [1])
  const logProbabilities = graph.gatherElements(graph.logSoftmax(logits), candidates, 1)
  return graph.toModel({ logProbabilities, candidates, ...cache.outputs }, { weights })
}
