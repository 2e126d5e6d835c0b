/**
 * CodeBLEU of Java code, one function a line, with its four parts; and beside the official values, where a file has them under a name.
 * Usage: node dist/benchmarks/codeBleu.js <predictions> <references> [out.json [official.json name]]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { codeBleuCorpus, figure, figuresText, type CodeBleuParts, type ShapedCode } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { codeShapes, javaKeywords, loadLanguage } from '@codepurify/syntax'

const [predictionsPath, referencesPath, out, officialPath, name = ''] = process.argv.slice(2)
if (!predictionsPath || !referencesPath) throw new Error('expected a file of predictions and a file of references')

const java = await loadLanguage('java')
const shape = codeShapes()
const before = process.cpuUsage()
const predictions = shaped(predictionsPath)
const references = shaped(referencesPath)
const parts = codeBleuCorpus(predictions, references, javaKeywords)
const used = process.cpuUsage(before)
const result = { records: references.length, ...parts, processorSeconds: (used.user + used.system) / 1e6 }
console.log(JSON.stringify(result, undefined, 2))
if (out) writeFileSync(out, figuresText({ codeBleu: { columns: ['outputs', 'part', 'official', 'ours', 'difference'], rows: rows() } }, { result })) // prettier-ignore

function rows(): string[][] {
  const official = officialParts()
  const names = { ngrams: 'n-grams', weightedNgrams: 'weighted n-grams', syntax: 'syntax', dataFlow: 'data flow', codeBleu: 'CodeBLEU' }
  return (Object.keys(names) as (keyof CodeBleuParts)[]).map((part) => {
    const [ours, theirs] = [parts[part], official?.[part]]
    const difference = ours - (theirs ?? NaN)
    const shown = Math.abs(difference) < 1e-9 ? '< 1e-9' : `${difference < 0 ? '−' : '+'}${figure(Math.abs(difference), 4)}`
    const outputs = part === 'ngrams' ? `${name || predictionsPath}, ${figure(references.length)}` : ''
    return [outputs, names[part], theirs === undefined ? '' : figure(theirs, 4), figure(ours, 4), theirs === undefined ? '' : shown]
  })
}

function officialParts(): CodeBleuParts | undefined {
  if (officialPath === undefined) return undefined
  const all = JSON.parse(readFileSync(officialPath, 'utf8')) as Readonly<
    Record<string, { codebleu_codexglue: Readonly<Record<string, number>> }>
  >
  const found = all[name]?.codebleu_codexglue
  if (found === undefined) throw new RangeError(`${officialPath} has no CodeBLEU of "${name}". It has: ${Object.keys(all).join(', ')}`)
  const { ngram_match: ngrams = NaN, weighted_ngram_match: weightedNgrams = NaN, syntax_match: syntax = NaN, dataflow_match: dataFlow = NaN, codebleu: whole = NaN } = found // prettier-ignore
  return { ngrams, weightedNgrams, syntax, dataFlow, codeBleu: whole }
}

function shaped(path: string): ShapedCode[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => ({ code: line.trim(), ...shape(java.parse(line.trim())) }))
}
