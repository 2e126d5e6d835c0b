/** @file What T5's encoder makes of a source, as one vector. */
import type { Weights } from '@codepurify/graph'
import type { T5Config } from './config.js'
import { inference } from './decoderStep.js'
import { encodeT5 } from './encoder.js'

/** `ids` int32 [B, S] -> `vectors` [B, d_model]: the mean of the states behind the final norm, over each source's ids without its padding. */
export function meanStateModel(config: T5Config, weights: Weights): Uint8Array {
  const build = inference(config)
  const { graph } = build
  const ids = graph.input('ids', 'int32', ['B', 'S'])
  const [rows = 1, length = 1] = ids.shape
  const states = graph.reshape(encodeT5(build, config, ids).hidden, [rows, length, config.d_model])
  const real = graph.cast(graph.not(graph.equal(ids, config.pad_token_id)), 'float32') // [B, S]
  const sums = graph.squeeze(graph.matMul(graph.unsqueeze(real, [1]), states), [1])
  return graph.toModel({ vectors: graph.div(sums, graph.sum(real, [1], true)) }, { weights })
}
