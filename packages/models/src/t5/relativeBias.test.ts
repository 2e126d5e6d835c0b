import { Graph } from '@codepurify/graph'
import { startBuild } from '../roberta/losses.js'
import { evaluate, greatestDifference } from '../testing/golden.js'
import { loadT5 } from '../testing/goldenT5.js'
import { relativeBias, relativeBucket } from './relativeBias.js'
import { t5Table } from './weightTable.js'

describe.each(['t5_relu_tied', 't5_gated_gelu_untied'])('%s', (name) => {
  test('buckets are those of T5Attention at every distance', async () => {
    const { config, expected } = await loadT5(name)
    const [first, last] = expected.relative_position.range
    const distances = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    expect(distances.map((at) => relativeBucket(config, 'bidirectional', at))).toEqual(expected.relative_position.bidirectional)
    expect(distances.map((at) => relativeBucket(config, 'causal', at))).toEqual(expected.relative_position.causal)
  })

  test('biases are those of both stacks', async () => {
    const { config, weights, tensor } = await loadT5(name)
    const graph = new Graph()
    const build = startBuild(graph, t5Table(config))
    const places = graph.range(48)
    const outputs = {
      encoder: relativeBias(build, config, 'encoder', places, places),
      decoder: relativeBias(build, config, 'decoder', places, places),
    }
    const { encoder, decoder } = await evaluate(graph, outputs, weights, {})
    expect(greatestDifference(encoder, await tensor('tensors', 'encoder_position_bias'))).toBe(0)
    expect(greatestDifference(decoder, await tensor('tensors', 'decoder_position_bias'))).toBe(0)
  })
})

test('other sizes: edges, and saturation at the farthest distance', () => {
  const config = { relative_attention_num_buckets: 8, relative_attention_max_distance: 20 }
  const causal = [0, 1, 3, 4, 5, 8, 9, 12, 13, 19, 20, 1000].map((distance) => relativeBucket(config, 'causal', -distance))
  // 4 + trunc(4 ln(d / 4) / ln 5): steps at 4, 5.98, 8.94, 13.4
  expect(causal).toEqual([0, 1, 3, 4, 4, 5, 6, 6, 6, 7, 7, 7])
  expect(relativeBucket(config, 'causal', 5)).toBe(0)
  expect([-20, -1, 0, 1, 20].map((relative) => relativeBucket(config, 'bidirectional', relative))).toEqual([3, 1, 0, 5, 7])
})
