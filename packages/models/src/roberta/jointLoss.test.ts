import { createSession, float32, Graph } from '@codepurify/graph'
import { random } from '@codepurify/metrics'
import { parseSeq2SeqConfig } from './config.js'
import { jointFeeds, maskedLmFeeds, seq2seqFeeds } from '../feeds.js'
import { initializeJoint } from '../weights/initialize.js'
import { jointLoss, maskedLmLoss, seq2seqLoss } from './losses.js'
import { maskedLmWeights, seq2seqWeights } from '../weights/modelKinds.js'
import { evaluate, floats, greatestDifference, lossAndGradients } from '../testing/golden.js'

const config = parseSeq2SeqConfig({
  vocab_size: 40,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 20,
  decoder_layers: 2,
  decoder_attention_heads: 4,
  decoder_ffn_dim: 20,
  initializer_range: 0.3,
})
const weights = initializeJoint(config, random(1))
const examples = [
  { source: [0, 5, 39, 7, 8, 2], target: [0, 5, 6, 7, 8, 2], positions: [2], labels: [6] },
  { source: [0, 39, 10, 39, 2], target: [0, 9, 10, 11, 2], positions: [1, 3], labels: [9, 11] },
]

test('the joint loss and its gradients are the sums of the two losses over one encoder', async () => {
  const graph = new Graph()
  const { loss, maskedLm, seq2seq, parameters } = jointLoss(graph, config)
  expect(new Set(parameters.keys())).toEqual(new Set(weights.keys()))
  const word = 'encoder.embeddings.word_embeddings.weight'
  const shared = parameters.get(word)
  if (!shared) throw new Error('the joint loss does not use the word embeddings')
  const [gradient] = graph.grad(loss, [shared])
  if (!gradient) throw new Error('no gradient')
  const joint = await evaluate(graph, { loss, masked: maskedLm.loss, decoded: seq2seq.loss, gradient }, weights, jointFeeds(examples, 1))

  const masked = new Graph()
  const alone = await lossAndGradients(masked, maskedLmLoss(masked, config), maskedLmWeights(config, weights), maskedLmFeeds(examples.map(({ source, ...rest }) => ({ ids: source, ...rest })), 1)) // prettier-ignore
  const decoded = new Graph()
  const second = await lossAndGradients(decoded, seq2seqLoss(decoded, config), seq2seqWeights(config, weights), seq2seqFeeds(examples, 1))
  expect(joint.masked[0]).toBeCloseTo(alone.loss, 5)
  expect(joint.decoded[0]).toBeCloseTo(second.loss, 5)
  expect(joint.loss[0]).toBeCloseTo(alone.loss + second.loss, 5)
  const sum = alone.gradient(word.replace('encoder', 'roberta')).map((x, i) => x + (second.gradient(word)[i] ?? NaN))
  expect(greatestDifference(joint.gradient, sum)).toBeLessThan(1e-5)
})

test('a label of -100 and padding beyond a batch change nothing', async () => {
  const graph = new Graph()
  const { loss, count } = maskedLmLoss(graph, config)
  const own = maskedLmWeights(config, weights)
  const requests = examples.map(({ source, ...rest }) => ({ ids: source, ...rest }))
  const plain = await evaluate(graph, { loss, count }, own, maskedLmFeeds(requests, 1))
  const longer = requests.map(({ ids, positions, labels }) => ({
    ids: [...ids, 1, 1, 1],
    positions: [...positions, 1],
    labels: [...labels, -100],
  }))
  const padded = await evaluate(graph, { loss, count }, own, maskedLmFeeds(longer, 1))
  expect(padded.loss[0]).toBeCloseTo(plain.loss[0] ?? NaN, 5)
  expect([plain.count[0], padded.count[0]]).toEqual([3, 3])
})

test('dropout changes the loss that is trained on, and is refused where it is no probability', async () => {
  const feeds = seq2seqFeeds(examples, 1)
  const own = seq2seqWeights(config, weights)
  // with gradients: from a graph without any, onnxruntime takes dropout out
  const [dropped, whole] = [new Graph(), new Graph()]
  const withDropout = await lossAndGradients(dropped, seq2seqLoss(dropped, config, { dropout: 0.3 }), own, feeds)
  const without = await lossAndGradients(whole, seq2seqLoss(whole, config), own, feeds)
  expect(Math.abs(withDropout.loss - without.loss)).toBeGreaterThan(1e-3)
  expect(() => seq2seqLoss(new Graph(), config, { dropout: 1 })).toThrow(/dropout is 1, expected a number from 0 to below 1/)
})

test('a batch without a masked position has a finite loss: the seq2seq term alone, and gradients that overwrite what stood in their memory', async () => {
  const graph = new Graph()
  const { loss, maskedLm, parameters } = jointLoss(graph, config)
  const names = [...parameters.keys()]
  const gradients = graph.grad(loss, [...parameters.values()])
  const outputs = Object.fromEntries(gradients.map((gradient, i) => [`d/${names[i]}`, gradient]))
  const session = await createSession(graph.toModel({ loss, masked: maskedLm.loss, ...outputs }, { weights }), { threads: 1 })
  // a training step hands in the memory of the step before
  const memory = Object.fromEntries(names.map((name) => {
    const { shape, data } = weights.get(name) ?? { shape: [], data: new Float32Array(1) }
    return [`d/${name}`, float32(new Float32Array(data.length).fill(NaN), [...shape])]
  })) // prettier-ignore
  const unmasked = examples.map((example) => ({ ...example, positions: [], labels: [] }))
  const joint = await session.run(jointFeeds(unmasked, 1), { loss: null, masked: null, ...memory })
  await session.release()

  const decoded = new Graph()
  const own = seq2seqWeights(config, weights)
  const alone = await lossAndGradients(decoded, seq2seqLoss(decoded, config), own, seq2seqFeeds(examples, 1))
  expect(floats(joint['masked'])).toEqual(Float32Array.of(0))
  expect(floats(joint['loss'])[0]).toBeCloseTo(alone.loss, 5)
  for (const name of names) {
    const got = floats(joint[`d/${name}`])
    const difference = greatestDifference(got, own.has(name) ? alone.gradient(name) : new Float32Array(got.length))
    expect([name, difference < 1e-5]).toEqual([name, true])
  }
})
