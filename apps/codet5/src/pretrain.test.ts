import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionRecord } from '@codepurify/dataset'
import { parseT5Config, T5 } from '@codepurify/models'
import { trainBytePairEncoding } from '@codepurify/tokenizer'
import { evaluate } from './evaluate.js'
import { codet5Mini } from './pretrain.js'
import { miniConfig, miniRecipe } from './recipe.js'

const functions = Array.from({ length: 40 }, (_, i): FunctionRecord => ({
  id: `f${i}`,
  code: `int next${i % 7}(int value) {\n  int sum = value + ${i};\n  return sum * value;\n}`,
  language: 'java',
  name: `next${i % 7}`,
  key: `f${i}`,
  type2: `f${i}`,
  tokens: 20,
  split: 'train',
  source: { package: 'p', version: '1', licence: 'MIT', path: 'f' },
}))
const tokenizer = trainBytePairEncoding(functions.map(({ code }) => code), { vocabularySize: 450, layout: 'codet5' }) // prettier-ignore
const shape = { vocab_size: tokenizer.vocabularySize, d_model: 48, d_kv: 8, d_ff: 64, num_layers: 1, num_decoder_layers: 1 }
const config = parseT5Config({ ...miniConfig, ...shape })
const recipe = { ...miniRecipe, config, steps: 60, tokenBudget: 600, maximumLength: 64, learningRate: 5e-3, warmupSteps: 5 }

const folder = mkdtempSync(join(tmpdir(), 'codet5-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a few steps on a few functions: the loss falls, and the model names what is hidden better than before', async () => {
  const losses: number[] = []
  const { weights } = await codet5Mini.pretrain({
    ...{ recipe, tokenizer, functions, folder, identity: 'toy', threads: 1 },
    onStep: ({ loss }) => losses.push(loss),
  })
  const mean = (some: readonly number[]): number => some.reduce((sum, loss) => sum + loss, 0) / some.length
  expect(mean(losses.slice(-10))).toBeLessThan(0.6 * mean(losses.slice(0, 10)))

  const model = await T5.create({ config, weights, threads: 1 })
  try {
    const figures = await evaluate('java', functions.slice(0, 10), {
      config,
      weights,
      model,
      tokenizer,
      device: 'cpu',
      maximumLength: 64,
      seed: 1,
      copies: 4,
    })
    expect(figures.functions).toBe(10)
    expect(figures.spans.hidden).toBeGreaterThanOrEqual(10)
    for (const { perplexity, exact } of [figures.spans, figures.identifiers]) {
      expect(perplexity).toBeGreaterThan(1)
      expect(perplexity).toBeLessThan(config.vocab_size / 4)
      expect(exact.value).toBeLessThanOrEqual(1)
    }
  } finally {
    await model.release()
  }
})
