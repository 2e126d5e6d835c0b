import { Graph, int32 } from '@codepurify/graph'
import type { Seq2SeqConfig } from '../roberta/config.js'
import { decode } from './decoder.js'
import { encode } from '../roberta/encoder.js'
import { seq2seqFeeds } from '../feeds.js'
import { evaluate, expectGradients, golden, greatestDifference, lossAndGradients } from '../testing/golden.js'
import { seq2seqLogits } from '../roberta/heads.js'
import { seq2seqLoss } from '../roberta/losses.js'
import { Parameters } from '../weights/parameters.js'
import { seq2seqTable } from '../weights/weightTable.js'

interface Expected {
  readonly source_ids: number[][]
  readonly target_ids: number[][]
  readonly target_mask: number[][]
  readonly loss: number
  readonly loss_sum: number
  readonly num_tokens: number
  readonly grad_norms: Record<string, number>
}

async function load() {
  const { checkpoint, ...rest } = await golden<Expected>('codebert_seq2seq')
  if (checkpoint.kind !== 'seq2seq') throw new Error(`the folder holds a ${checkpoint.kind} model`)
  return { ...rest, weights: checkpoint.weights, config: checkpoint.config satisfies Seq2SeqConfig }
}
const folder = load()

test("the decoder's shape is read off the weights", async () => {
  const { config } = await folder
  expect(config).toMatchObject({ decoder_layers: 2, decoder_attention_heads: 4, decoder_ffn_dim: 2048, decoder_layer_norm_eps: 1e-5 })
})

test('logits are those of the official Seq2Seq, padded rows included', async () => {
  const { config, weights, expected, tensor } = await folder
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, seq2seqTable(config)), dropout: { hidden: 0, attention: 0 } }
  const source = encode(build, config, 'encoder', graph.input('sourceIds', 'int32', ['B', 'S']))
  const logits = seq2seqLogits(build, decode(build, config, source, graph.input('targetIds', 'int32', ['B', 'T'])))
  const feeds = { sourceIds: int32(expected.source_ids.flat(), [6, 40]), targetIds: int32(expected.target_ids.flat(), [6, 24]) }
  const results = await evaluate(graph, { hidden: source.hidden, logits }, weights, feeds)
  expect(greatestDifference(results.hidden, await tensor('tensors', 'encoder_last_hidden_state'))).toBeLessThan(1e-4)
  expect(greatestDifference(results.logits, await tensor('tensors', 'lm_logits'))).toBeLessThan(1e-4)
})

test('loss, sum, count and gradients are those of the official Seq2Seq', async () => {
  const { config, weights, expected, gradients } = await folder
  const real = (ids: readonly number[]): number[] => ids.filter((id) => id !== config.pad_token_id)
  const pairs = expected.source_ids.map((source, row) => {
    const length = expected.target_mask[row]?.reduce((sum, bit) => sum + bit, 0)
    return { source: real(source), target: expected.target_ids[row]?.slice(0, length) ?? [] }
  })
  const graph = new Graph()
  const actual = await lossAndGradients(graph, seq2seqLoss(graph, config), weights, seq2seqFeeds(pairs, config.pad_token_id))
  expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
  expect(actual.sum / expected.loss_sum).toBeCloseTo(1, 5)
  expect(actual.count).toBe(expected.num_tokens)
  expect(actual.names).toHaveLength(weights.size)
  expectGradients(actual, expected.grad_norms, gradients)
})
