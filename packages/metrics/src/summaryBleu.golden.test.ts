import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { summaryBleu, summaryBleu4 } from './summaryBleu.js'

const shared = process.env.CODEPURIFY_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const outputs = join(shared, 'datasets/published_outputs')
const present = existsSync(outputs) && existsSync(join(shared, 'golden/metrics.json'))
const whenPresent = present ? test : test.skip
if (!present)
  console.info(`No published outputs in ${shared}: sentence BLEU is not compared with the official evaluator. Set CODEPURIFY_SHARED.`)

interface Official {
  readonly smooth_bleu_fromMaps: readonly number[]
  readonly smooth_bleu_first_20_sentences: readonly number[]
}

/** The summaries by their number in the file, `number<TAB>summary`. */
function summaries(name: string): Map<string, string> {
  const rows = readFileSync(join(outputs, name), 'utf8').split('\n').filter(Boolean)
  return new Map(
    rows.map((row) => {
      const [id = '', text = ''] = row.trim().split('\t')
      return [id, text]
    }),
  )
}

whenPresent.each([
  ['model_t5_test_0.output', 'model_t5_test_0.gold', 19.888215074898547],
  ['toy_code-to-text.predictions.txt', 'toy_code-to-text.reference.txt', 9.554726113590661],
])('%s has the published value to 1e-9', (output, gold, published) => {
  const references = summaries(gold)
  const predictions = summaries(output)
  const ids = [...references.keys()].filter((id) => predictions.has(id))
  const of = (side: Map<string, string>): string[] => ids.map((id) => side.get(id) ?? '')
  const { value, low, high } = summaryBleu4(of(predictions), of(references), { resamples: 100 })
  expect(Math.abs(value - published)).toBeLessThan(1e-9)
  expect([low < value, high > value]).toEqual([true, true])
})

whenPresent.each([['code-refinement/small', 'small-model']])(
  '%s: the official value of code, whole and by record, to 1e-9',
  (key, name) => {
    const official = (JSON.parse(readFileSync(join(shared, 'golden/metrics.json'), 'utf8')) as Record<string, Official>)[key]
    const read = (kind: string): string[] =>
      readFileSync(join(outputs, `${name}.${kind}`), 'utf8')
        .trimEnd()
        .split('\n')
    const predictions = read('output')
    const references = read('gold')
    const single = predictions.map((prediction, i) => summaryBleu(prediction, references[i] ?? ''))
    const whole = (100 * single.reduce((a, b) => a + b, 0)) / single.length
    expect(Math.abs(whole - (official?.smooth_bleu_fromMaps[0] ?? NaN))).toBeLessThan(1e-9)
    official?.smooth_bleu_first_20_sentences.forEach((expected, i) => {
      expect(Math.abs((single[i] ?? NaN) - expected)).toBeLessThan(1e-9)
    })
  },
)
