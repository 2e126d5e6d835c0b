import { Graph, int32 } from '@codepurify/graph'
import { startBuild } from '../roberta/losses.js'
import { evaluate, expectGradients, greatestDifference, lossAndGradients } from '../testing/golden.js'
import { decodeT5, t5Logits } from './decoder.js'
import { encodeT5 } from './encoder.js'
import { t5Feeds, t5Loss } from './t5Loss.js'
import { loadT5 } from '../testing/goldenT5.js'
import { t5Table } from './weightTable.js'

describe.each(['t5_relu_tied', 't5_gated_gelu_untied'])('%s', (name) => {
  const folder = loadT5(name)

  const run = async (sourceIds: readonly (readonly number[])[], targetIds: readonly (readonly number[])[]) => {
    const { config, weights } = await folder
    const graph = new Graph()
    const build = startBuild(graph, t5Table(config))
    const source = encodeT5(build, config, graph.input('sourceIds', 'int32', ['B', 'S']))
    const decoded = decodeT5(build, config, source, graph.input('targetIds', 'int32', ['B', 'T']))
    const outputs = { hidden: source.hidden, decoded, logits: t5Logits(build, config, decoded) }
    const feed = (rows: readonly (readonly number[])[]) => int32(rows.flat(), [rows.length, rows[0]?.length ?? 0])
    return evaluate(graph, outputs, weights, { sourceIds: feed(sourceIds), targetIds: feed(targetIds) })
  }

  test('hidden states and logits are those of PyTorch, padded rows included', async () => {
    const { expected, tensor } = await folder
    const { hidden, decoded, logits } = await run(expected.input_ids, expected.decoder_input_ids)
    expect(greatestDifference(hidden, await tensor('tensors', 'encoder_last_hidden_state'))).toBeLessThan(1e-4)
    expect(greatestDifference(decoded, await tensor('tensors', 'decoder_last_hidden_state'))).toBeLessThan(1e-4)
    expect(greatestDifference(logits, await tensor('tensors', 'logits'))).toBeLessThan(1e-4)
  })

  test('a source longer than the farthest bucket, alone', async () => {
    const { expected, tensor, config } = await folder
    const labels = expected.long_labels[0] ?? []
    const read = [config.decoder_start_token_id, ...labels.slice(0, -1)]
    const { hidden, decoded } = await run(expected.long_input_ids, [read])
    expect(greatestDifference(hidden, await tensor('tensors', 'long_encoder_last_hidden_state'))).toBeLessThan(1e-4)
    expect(greatestDifference(decoded, await tensor('tensors', 'long_decoder_last_hidden_state'))).toBeLessThan(1e-4)
  })

  test('loss and every gradient', async () => {
    const { config, weights, expected, gradients, pairs } = await folder
    const graph = new Graph()
    const actual = await lossAndGradients(graph, t5Loss(graph, config), weights, t5Feeds(pairs, config))
    expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
    expect(actual.count).toBe(expected.labels.flat().filter((id) => id !== -100).length)
    expect(actual.names).toHaveLength(weights.size)
    expectGradients(actual, expected.grad_norms, gradients)
  })
})
