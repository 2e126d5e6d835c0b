import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { codeBleuCorpus, type ShapedCode } from '@codepurify/metrics'
import { codeShapes, javaKeywords } from './codeShapes.js'
import { loadLanguage } from './language.js'

const shared = process.env['CODEPURIFY_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const outputs = join(shared, 'datasets/published_outputs')
const present = existsSync(outputs) && existsSync(join(shared, 'golden/metrics.json'))
const whenPresent = present ? test : test.skip
if (!present) console.info(`No published outputs in ${shared}: CodeBLEU is not compared with the official one. Set CODEPURIFY_SHARED.`)

interface Parts<T> {
  readonly ngrams: T
  readonly weighted: T
  readonly syntax: T
  readonly dataFlow: T
}
interface Official {
  readonly codebleu_codexglue: {
    readonly ngram_match: number
    readonly weighted_ngram_match: number
    readonly syntax_match: number
    readonly dataflow_match: number
    readonly codebleu: number
  }
  readonly codebleu_first_25_lines_each_alone_PYTHONHASHSEED_0: readonly {
    readonly ngram: number
    readonly weighted: number
    readonly syntax: number
    readonly dataflow: number
  }[]
}

async function read(names: readonly string[]): Promise<ShapedCode[][]> {
  const java = await loadLanguage('java')
  const shape = codeShapes()
  return names.map((name) =>
    readFileSync(join(outputs, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())
      .map((code) => ({ code, ...shape(java.parse(code)) })),
  )
}

/** How far a corpus may be off; how many of the first 25 records agree to 1e-9, of those that the file has. */
whenPresent.each([
  [
    'code-refinement/small',
    'small-model.output',
    'small-model.gold',
    { syntax: 0.001, dataFlow: 0.003 },
    { ngrams: 25, weighted: 25, syntax: 25, dataFlow: 24 },
  ],
  [
    'evaluator-sample/code-refinement',
    'toy_code-refinement.predictions.txt',
    'toy_code-refinement.references.txt',
    { syntax: 1e-9, dataFlow: 1e-9 },
    { ngrams: 10, weighted: 10, syntax: 10, dataFlow: 10 },
  ],
])('CodeBLEU of %s is the official one', async (key, output, gold, tolerance, agreeing: Parts<number>) => {
  const official = (JSON.parse(readFileSync(join(shared, 'golden/metrics.json'), 'utf8')) as Record<string, Official>)[key]
  const [predictions = [], references = []] = await read([output, gold])
  const whole = codeBleuCorpus(predictions, references, javaKeywords)
  const expected = official?.codebleu_codexglue
  const off = (ours: number, theirs = NaN): number => Math.abs(ours - theirs)
  expect(off(whole.ngrams, expected?.ngram_match)).toBeLessThan(1e-9)
  expect(off(whole.weightedNgrams, expected?.weighted_ngram_match)).toBeLessThan(1e-9)
  expect(off(whole.syntax, expected?.syntax_match)).toBeLessThan(tolerance.syntax)
  expect(off(whole.dataFlow, expected?.dataflow_match)).toBeLessThan(tolerance.dataFlow)
  expect(off(whole.codeBleu, expected?.codebleu)).toBeLessThan(0.001)

  const counts = { ngrams: 0, weighted: 0, syntax: 0, dataFlow: 0 }
  official?.codebleu_first_25_lines_each_alone_PYTHONHASHSEED_0.forEach((alone, i) => {
    const ours = codeBleuCorpus(predictions.slice(i, i + 1), references.slice(i, i + 1), javaKeywords)
    counts.ngrams += Number(off(ours.ngrams, alone.ngram) < 1e-9)
    counts.weighted += Number(off(ours.weightedNgrams, alone.weighted) < 1e-9)
    counts.syntax += Number(off(ours.syntax, alone.syntax) < 1e-9)
    counts.dataFlow += Number(off(ours.dataFlow, alone.dataflow) < 1e-9)
  })
  expect(counts).toEqual(agreeing)
})
