/** BLEU and exact match of published outputs beside the values printed with them. Usage: node dist/benchmarks/published.js <folder of outputs> <official.json> [out.json] */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { bleu4Corpus, exactMatches, figure, figuresText } from '@codepurify/metrics'

interface Official {
  readonly _bleu: number
  readonly exact_match: { readonly percent_rounded: number }
}

const [folder, officialPath, out] = process.argv.slice(2)
if (!folder || !officialPath) throw new Error('expected the folder of the outputs and the file of the official values')

const outputs = [
  ['code-refinement/small', 'small-model.output', 'small-model.gold'],
  ['code-refinement/medium', 'medium-model.output', 'medium-model.gold'],
  ['evaluator-sample/code-refinement', 'toy_code-refinement.predictions.txt', 'toy_code-refinement.references.txt'],
  ['evaluator-sample/code-to-code-trans', 'toy_code-to-code-trans.predictions.txt', 'toy_code-to-code-trans.references.txt'],
] as const

const official = JSON.parse(readFileSync(officialPath, 'utf8')) as Readonly<Record<string, Official>>
const rows = outputs.map(([name, predicted, wanted]) => {
  const published = official[name]
  if (published === undefined) throw new RangeError(`${officialPath} has no "${name}". It has: ${Object.keys(official).join(', ')}`)
  const [predictions, references] = [lines(predicted), lines(wanted)]
  const hits = exactMatches(predictions, references).filter(Boolean).length
  return [
    ...[name, figure(references.length), figure(published._bleu, 2), figure(bleu4Corpus(predictions, references), 2)],
    ...[figure(published.exact_match.percent_rounded, 2), figure((100 * hits) / references.length, 2)],
  ]
})
console.table(rows)
const columns = ['outputs', 'records', 'BLEU, published', 'ours', 'exact match, published', 'ours']
if (out) writeFileSync(out, figuresText({ published: { columns, rows } }))

// as Python reads lines: all three line ends count
function lines(file: string): string[] {
  const text = readFileSync(join(folder ?? '', file), 'utf8').split(/\r\n|\r|\n/)
  return text.at(-1) === '' ? text.slice(0, -1) : text
}
