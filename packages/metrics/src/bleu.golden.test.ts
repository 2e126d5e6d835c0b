import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bleu4, bleu4Corpus, bleu4FromSums, bleu4Statistics } from './bleu.js'
import { exactMatches } from './exactMatch.js'
import { share } from './share.js'

const shared = process.env.CODEPURIFY_SHARED ?? resolve(import.meta.dirname, '../../../../shared')
const outputs = join(shared, 'datasets/published_outputs')
const present = existsSync(outputs) && existsSync(join(shared, 'golden/metrics.json'))
const whenPresent = present ? describe : describe.skip
if (!present)
  console.info(`No published outputs in ${shared}: the metrics are not compared with the official evaluator. Set CODEPURIFY_SHARED.`)

interface Official {
  readonly _bleu: number
  readonly compute_bleu_smooth_true: { readonly bleu: number; readonly translation_length: number; readonly reference_length: number }
  readonly exact_match: { readonly count: number; readonly percent_rounded: number }
  readonly sentence_compute_bleu_smooth_first_20: readonly number[]
}

// as Python reads lines: all three line ends count
function lines(name: string): string[] {
  const text = readFileSync(join(outputs, name), 'utf8').split(/\r\n|\r|\n/)
  return text.at(-1) === '' ? text.slice(0, -1) : text
}

const pairs = [
  ['code-refinement/small', 'small-model.output', 'small-model.gold', 77.42, 16.4],
  ['code-refinement/medium', 'medium-model.output', 'medium-model.gold', 91.07, 5.16],
  ['evaluator-sample/code-refinement', 'toy_code-refinement.predictions.txt', 'toy_code-refinement.references.txt', 79.03, 40],
  ['evaluator-sample/code-to-code-trans', 'toy_code-to-code-trans.predictions.txt', 'toy_code-to-code-trans.references.txt', 61.08, 50],
] as const

whenPresent('the official evaluator', () => {
  test.each(pairs)('%s: BLEU and exact match are the published ones, and the official ones to 1e-9', (key, output, gold, bleu, match) => {
    const official = (JSON.parse(readFileSync(join(shared, 'golden/metrics.json'), 'utf8')) as Record<string, Official>)[key]
    const predictions = lines(output)
    const references = lines(gold)
    const corpus = bleu4Corpus(predictions, references)
    expect(corpus.toFixed(2)).toBe(bleu.toFixed(2))
    expect(Math.abs(corpus / 100 - (official?.compute_bleu_smooth_true.bleu ?? NaN))).toBeLessThan(1e-9)

    const hits = exactMatches(predictions, references)
    expect(hits.filter(Boolean)).toHaveLength(official?.exact_match.count ?? -1)
    expect((100 * share(hits).value).toFixed(2)).toBe(match.toFixed(2))

    official?.sentence_compute_bleu_smooth_first_20.forEach((expected, i) => {
      const single = bleu4FromSums(bleu4Statistics(predictions[i] ?? '', references[i] ?? '')) / 100
      expect(Math.abs(single - expected)).toBeLessThan(1e-9)
    })
  })

  test('a thousand resamples of a thousand records take under a second', () => {
    const predictions = lines('small-model.output').slice(0, 1000)
    const references = lines('small-model.gold').slice(0, 1000)
    const start = process.cpuUsage()
    const { value, low, high } = bleu4(predictions, references, { seed: 1 })
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1)
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
    expect(high - low).toBeLessThan(5)
  })
})
