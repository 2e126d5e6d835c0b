import { Graph, int32 } from '@codepurify/graph'
import { encode } from './encoder.js'
import { maskedLmFeeds } from '../feeds.js'
import { evaluate, expectGradients, golden, greatestDifference, lossAndGradients } from '../testing/golden.js'
import { maskedLmLogits } from './heads.js'
import { maskedLmLoss } from './losses.js'
import { Parameters } from '../weights/parameters.js'
import { maskedLmTable } from '../weights/weightTable.js'

interface Expected {
  readonly input_ids: number[][]
  readonly labels: number[][]
  readonly loss: number
  readonly num_labels_counted: number
  readonly grad_norms: Record<string, number>
}

const folder = golden<Expected>('roberta_mlm')

test('logits and hidden states are those of RobertaForMaskedLM', async () => {
  const { checkpoint, expected, tensor } = await folder
  const graph = new Graph()
  const build = { graph, parameters: new Parameters(graph, maskedLmTable(checkpoint.config)), dropout: { hidden: 0, attention: 0 } }
  const { hidden } = encode(build, checkpoint.config, 'roberta', graph.input('ids', 'int32', ['B', 'S']))
  const logits = maskedLmLogits(build, checkpoint.config, 'roberta', hidden)
  const results = await evaluate(graph, { hidden, logits }, checkpoint.weights, { ids: int32(expected.input_ids.flat(), [3, 64]) })
  expect(greatestDifference(results.hidden, await tensor('tensors', 'hidden_states.3'))).toBeLessThan(1e-4)
  expect(greatestDifference(results.logits, await tensor('tensors', 'logits'))).toBeLessThan(1e-4)
})

test('loss and gradients are those of RobertaForMaskedLM', async () => {
  const { checkpoint, expected, gradients } = await folder
  const { config, weights } = checkpoint
  const examples = expected.input_ids.map((ids, row) => {
    const labels = expected.labels[row] ?? []
    const positions = [...labels.keys()].filter((place) => labels[place] !== -100)
    return { ids, positions, labels: positions.map((place) => labels[place] ?? -100) }
  })
  const graph = new Graph()
  const actual = await lossAndGradients(graph, maskedLmLoss(graph, config), weights, maskedLmFeeds(examples, config.pad_token_id))
  expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
  expect(actual.count).toBe(expected.num_labels_counted)
  expect(actual.names).toHaveLength(weights.size)
  expectGradients(actual, expected.grad_norms, gradients)
})
