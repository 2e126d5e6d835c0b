import type { Value } from '@codepurify/graph'
import type { Build } from '../roberta/layers.js'
import type { T5Config } from './config.js'

/** Whether keys after the query have buckets of their own, or are never seen. */
export type Direction = 'bidirectional' | 'causal'

type BucketConfig = Pick<T5Config, 'relative_attention_num_buckets' | 'relative_attention_max_distance'>

/**
 * Bucket of a key at place `key - query`, as `T5Attention._relative_position_bucket`: near distances have one each, farther ones share in logarithmic steps, and
 * all beyond `relative_attention_max_distance` the last. The logarithm is rounded as in float32, which decides at the edges.
 */
export function relativeBucket(config: BucketConfig, direction: Direction, relative: number): number {
  const all = config.relative_attention_num_buckets
  const buckets = direction === 'bidirectional' ? Math.floor(all / 2) : all
  const offset = direction === 'bidirectional' && relative > 0 ? buckets : 0
  const distance = direction === 'bidirectional' ? Math.abs(relative) : Math.max(-relative, 0)
  const exact = Math.floor(buckets / 2)
  if (distance < exact) return offset + distance
  const f = Math.fround
  const share = f(f(Math.log(f(distance / exact))) / f(Math.log(config.relative_attention_max_distance / exact)))
  return offset + Math.min(exact + Math.trunc(f(share * (buckets - exact))), buckets - 1)
}

/** Buckets of the distances from -`relative_attention_max_distance` to it: farther ones have those of the ends. */
function bucketTable(config: BucketConfig, direction: Direction): Int32Array {
  const farthest = config.relative_attention_max_distance
  return Int32Array.from({ length: 2 * farthest + 1 }, (_, i) => relativeBucket(config, direction, i - farthest))
}

/**
 * What a stack's attention adds to its scores for the distance of key and query, learnt by bucket and head: places int32 [Q] and [K] -> [1, H, Q, K].
 * One table for all layers of a stack.
 */
export function relativeBias(
  { graph, parameters }: Build,
  config: T5Config,
  stack: 'encoder' | 'decoder',
  queries: Value,
  keys: Value,
): Value {
  const farthest = config.relative_attention_max_distance
  const direction = stack === 'encoder' ? 'bidirectional' : 'causal'
  const relative = graph.sub(graph.unsqueeze(keys, [0]), graph.unsqueeze(queries, [1])) // [Q, K]
  const near = graph.where(graph.greater(relative, farthest), farthest, relative)
  const within = graph.where(graph.less(near, -farthest), -farthest, near)
  const buckets = graph.gather(graph.constant(bucketTable(config, direction), [2 * farthest + 1]), graph.add(within, farthest))
  const table = parameters.get(`${stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`)
  return graph.unsqueeze(graph.transpose(graph.gather(table, buckets), [2, 0, 1]), [0])
}
