import type { Value } from '@codepurify/graph'
import { paddingMask, type Encoded } from '../roberta/encoder.js'
import { dropout, type Build } from '../roberta/layers.js'
import type { T5Config } from './config.js'
import { feedForward, rmsNorm, selfAttention } from './layers.js'
import { relativeBias } from './relativeBias.js'

/** Rows of the embeddings, which encoder, decoder and a tied head share: ids int32 of any shape -> [number of ids, d_model]. */
export function embedT5(build: Build, ids: Value): Value {
  const { graph, parameters } = build
  return dropout(build, graph.gather(parameters.get('shared.weight'), graph.reshape(ids, [-1])), build.dropout.hidden)
}

/** T5's encoder over ids int32 [B, S], padding masked; `hidden` is what the final norm gives. */
export function encodeT5(build: Build, config: T5Config, ids: Value): Encoded {
  const { graph } = build
  const [batch = 1, length = 1] = ids.shape
  const extent = { batch, length }
  const mask = paddingMask(build, config, ids)
  const places = graph.range(length)
  const bias = graph.add(relativeBias(build, config, 'encoder', places, places), mask) // [B, H, S, S], for all layers
  let x = embedT5(build, ids)
  for (let block = 0; block < config.num_layers; block++) {
    const heard = selfAttention(build, config, `encoder.block.${block}.layer.0`, x, bias, extent)
    x = feedForward(build, config, `encoder.block.${block}.layer.1`, heard)
  }
  const normed = rmsNorm(build, 'encoder.final_layer_norm', x, config.layer_norm_epsilon)
  return { hidden: dropout(build, normed, build.dropout.hidden), mask, extent }
}
