/** How many functions have the units that the published extractor found. Usage: node dist/benchmarks/paperUnits.js <folder of the extractor's results> [out.json] */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { figuresText } from '@codepurify/metrics'
// eslint-disable-next-line @nx/enforce-module-boundaries -- compiled into dist/benchmarks, from where only the package's name leads to it
import { loadLanguage, paperUnits } from '@codepurify/syntax'

interface Extracted {
  readonly code: string
  readonly identifiers: readonly string[]
  readonly statements: readonly string[]
  readonly function_name: string
}

const [folder, out] = process.argv.slice(2)
if (!folder) throw new Error("expected the folder of the extractor's results")

const extractors = [
  ['tree-sitter-java of 2021, as pinned by the extractor', 'java_program_repair', 'java', '2021'],
  ['tree-sitter-java 0.20.2', 'java_program_repair_grammar_v0.20.2', 'java', '0.20.2'],
  ['tree-sitter-c', 'c_defect_detection', 'c', '2021'],
] as const

const rows: string[][] = []
for (const [title, file, name, grammar] of extractors) {
  const language = await loadLanguage(name)
  const functions = readFileSync(join(folder, `${file}.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Extracted) // prettier-ignore
  const found = functions.map(({ code, identifiers, statements, function_name: functionName }) => {
    const units = paperUnits(language.parse(code), name, { grammar })
    const texts = units.statements.map(({ span }) => code.slice(...span))
    return [same(units.identifiers, identifiers), same(texts, statements), units.functionName === functionName]
  })
  const share = (of: number): string => {
    const agreed = found.filter((one) => one[of]).length
    const percent = agreed === found.length ? '' : ` (${((100 * agreed) / found.length).toFixed(1)} %)`
    return `${agreed} of ${found.length}${percent}`
  }
  rows.push([title, share(0), share(1), share(2)])
}
console.table(rows)
const columns = ['grammar that the extractor used', 'identifiers', 'statements', 'function name']
if (out) writeFileSync(out, figuresText({ paperUnits: { columns, rows } }))

function same(ours: readonly string[], theirs: readonly string[]): boolean {
  return JSON.stringify(ours) === JSON.stringify(theirs)
}
