/** CodeBLEU of Java code, one function a line, with its four parts. Usage: node dist/benchmarks/codeBleu.js <predictions> <references> [out.json] */
import { readFileSync, writeFileSync } from 'node:fs'
import { codeBleuCorpus, type ShapedCode } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { codeShapes, grammars, loadLanguage } from '@codepurify/syntax'

const [predictionsPath, referencesPath, out] = process.argv.slice(2)
if (!predictionsPath || !referencesPath) throw new Error('expected a file of predictions and a file of references')

const java = await loadLanguage('java')
const shape = codeShapes()
const before = process.cpuUsage()
const predictions = shaped(predictionsPath)
const references = shaped(referencesPath)
// the official list of keywords has no literals
const keywords = new Set([...grammars.java.reserved].filter((word) => !['true', 'false', 'null', '_'].includes(word)))
const parts = codeBleuCorpus(predictions, references, keywords)
const used = process.cpuUsage(before)
const result = { records: references.length, ...parts, processorSeconds: (used.user + used.system) / 1e6 }
console.log(JSON.stringify(result, undefined, 2))
if (out) writeFileSync(out, JSON.stringify(result))

function shaped(path: string): ShapedCode[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => ({ code: line.trim(), ...shape(java.parse(line.trim())) }))
}
