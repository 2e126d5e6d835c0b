import { random } from '@codepurify/metrics'
import { parseT5Config, T5, t5Weights } from '@codepurify/models'
import { initialWeights } from './initialWeights.js'
import { miniConfig } from './recipe.js'

const config = parseT5Config({ ...miniConfig, vocab_size: 300, d_model: 96, d_kv: 16, d_ff: 64, num_layers: 1, num_decoder_layers: 1 })

test('weights fit the model and depend on nothing but the seed', () => {
  const weights = initialWeights(config, 1)
  expect(t5Weights(config, weights).size).toBe(weights.size)
  expect(initialWeights(config, 1)).toEqual(weights)
  expect(initialWeights(config, 2)).not.toEqual(weights)
  expect(() => initialWeights({ ...config, d_kv: 25 }, 1)).toThrow('6 heads of 25 in a width of 96')
})

// no step of training yet: what is measured is the circuit alone
test('a fresh model expects the source in its own order, not in another', async () => {
  const model = await T5.create({ config, weights: initialWeights(config, 1), threads: 1 })
  try {
    const draw = random(3)
    const sources = Array.from({ length: 8 }, () => Array.from({ length: 40 }, () => 10 + draw.integer(280)))
    const score = (targets: readonly (readonly number[])[]) =>
      model.score(sources.map((source, i) => ({ source, target: [0, ...(targets[i] ?? [])] })))
    const own = await score(sources)
    const shuffled = await score(sources.map((source) => draw.shuffle(source)))
    own.forEach((surprise, i) => expect(surprise).toBeLessThan((shuffled[i] ?? 0) - 1))
  } finally {
    await model.release()
  }
})
