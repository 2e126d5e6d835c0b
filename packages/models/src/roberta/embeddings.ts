import type { Value } from '@codepurify/graph'
import type { RobertaConfig } from './config.js'
import { dropout, layerNorm, type Build } from './layers.js'

/**
 * RoBERTa's embeddings of ids [B, S]: words + positions + token type 0, normalised. Gives [B * S, width].
 * Positions count the ids that are not padding, from `pad_token_id + 1`; padding stands at `pad_token_id`
 * (`create_position_ids_from_input_ids` of Hugging Face).
 */
export function embed(build: Build, config: RobertaConfig, prefix: string, ids: Value): Value {
  const { graph } = build
  const real = graph.cast(graph.not(graph.equal(ids, config.pad_token_id)), 'int32')
  const positions = graph.add(graph.mul(graph.cumSum(real, 1), real), config.pad_token_id)
  return embedAt(build, config, prefix, ids, positions)
}

/** The same where the caller knows the positions: ids and positions are int32 of one shape; gives [number of ids, width]. */
export function embedAt(build: Build, config: RobertaConfig, prefix: string, ids: Value, positions: Value): Value {
  const { graph, parameters } = build
  const table = (kind: string) => parameters.get(`${prefix}.embeddings.${kind}_embeddings.weight`)
  const flat = (x: Value) => graph.reshape(x, [-1])
  const type = graph.slice(table('token_type'), 0, 0, 1) // [1, width]
  const words = graph.gather(table('word'), flat(ids))
  const sum = graph.add(graph.add(words, graph.gather(table('position'), flat(positions))), type)
  return dropout(build, layerNorm(build, `${prefix}.embeddings.LayerNorm`, sum, config.layer_norm_eps), build.dropout.hidden)
}
