import { reasonOf } from '@codepurify/dataset'
import type { MeanKey } from './benchTables.js'
import { comparisonsBlock } from './comparisonsBlock.js'
import { evaluationBlock } from './evaluationBlock.js'
import { figuresBlock } from './figuresBlock.js'
import { parseFigures } from './figuresFile.js'
import { languagesBlock } from './languagesBlock.js'
import { overviewBlock } from './overviewBlock.js'
import { parseResults } from './resultsFile.js'
import { tableBlock, type TableChoice } from './tableBlock.js'
import { weightsBlock } from './weightsBlock.js'

/**
 * The text of a README with every table between its two marks made anew from the files that the first names (with commas, relative to the README); `read` gives the text of a file. Throws where a mark, or another line that is a comment, is not understood, naming it.
 *
 * `<!-- table FILES; KEY: VALUE; … -->` to `<!-- /table -->`, from results files. Keys: `columns` (titles; by default those that bench prints), `plain` (columns without intervals), `rows` (`cells`, `means`; both),
 * `means` (what rows with a common mean agree in; `model, defence, rate`), `only` (`attack=dead-code`).
 *
 * `<!-- overview FILES; only: … -->` to `<!-- /overview -->`, from results files of several tasks: a line of means for each, its data named by the file (`embedded-codet5.json`: embedded).
 *
 * `<!-- comparisons FILES -->` to `<!-- /comparisons -->`, from results files of one task with several defences: ours beside each other one.
 *
 * `<!-- languages FILES -->` to `<!-- /languages -->`, from results files of records in several languages: a row for each attack and language.
 *
 * `<!-- figures FILES; table: NAMES -->` to `<!-- /figures -->`, from files that benchmarks wrote; a table's rows come from all files.
 *
 * `<!-- weights FILE -->` to `<!-- /weights -->`, from the figures.json that `codebert:eval` or `codet5:eval` writes beside weights.
 *
 * `<!-- evaluation FILE -->` to `<!-- /evaluation -->`, from what `eval` with `--checkpoint` wrote.
 */
export function readmeTables(text: string, read: (file: string) => string): string {
  const parts: string[] = []
  let from = 0
  let closed = 0
  for (const found of text.matchAll(/^[\t ]*<!--[\t ]*(\S*)(.*)$/gmu)) {
    if (found.index < closed) continue
    const [mark, kind = '', rest = ''] = found
    const [, said] = /^(.*?)\s*-->\s*$/u.exec(rest) ?? []
    if (said === undefined) throw new Error(`${mark.trim()}: does not end on its line with -->`)
    const make = Object.hasOwn(makers, kind) ? makers[kind as keyof typeof makers] : undefined
    if (make === undefined) throw new Error(`${mark.trim()}: "${kind}" begins no table. Known: ${Object.keys(makers).join(', ')}`)
    const begin = found.index + mark.length
    const closing = `\n<!-- /${kind} -->`
    const end = text.indexOf(closing, begin)
    const next = text.slice(begin).search(/\n[\t ]*<!--\s*[^\s/]/u)
    if (end < 0 || (next >= 0 && begin + next < end)) throw new Error(`${mark}: no <!-- /${kind} --> behind it`)
    try {
      parts.push(text.slice(from, begin), `\n\n${make(said, read)}\n`)
    } catch (error) {
      throw new Error(`${mark}: ${reasonOf(error)}`, { cause: error })
    }
    from = end
    closed = end + closing.length
  }
  return [...parts, text.slice(from)].join('')
}

const meanKeys: readonly MeanKey[] = ['model', 'defence', 'rate', 'seed', 'attack']
const rowKinds = ['cells', 'means'] as const

type Reader = (words: readonly string[]) => Partial<TableChoice>

const readers: Readonly<Record<string, Reader>> = {
  columns: (columns) => ({ columns }),
  plain: (plain) => ({ plain }),
  rows: (words) => ({ rows: words.map((word) => oneOf(word, rowKinds)) }),
  means: (words) => ({ means: words.map((word) => oneOf(word, meanKeys)) }),
  only: (words) => ({ only: conditions(words) }),
}

const makers = {
  table: resultsTable,
  comparisons: comparisonsTable,
  languages: languagesTable,
  overview: overviewTable,
  figures: figuresTable,
  weights: (said: string, read: (file: string) => string) => weightsBlock(...oneFile(said, read)),
  evaluation: (said: string, read: (file: string) => string) => evaluationBlock(...oneFile(said, read)),
} as const

/** The text of the only file that a mark names, and its name. */
function oneFile(said: string, read: (file: string) => string): [text: string, file: string] {
  const { files } = readMark(said, [])
  const [file = '', ...others] = files
  if (others.length > 0) throw new RangeError(`${files.length} files, expected one`)
  return [read(file), file]
}

function overviewTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said, ['only'])
  const only = settings.get('only')
  return overviewBlock(
    files.map((file) => ({ data: file.replace(/^.*\/|[-.].*$/gu, ''), results: parseResults(read(file), file) })),
    only === undefined ? {} : conditions(only),
  )
}

function resultsTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said, Object.keys(readers))
  const choices = [...settings].map(([key, value]) => readers[key]?.(value) ?? {})
  const choice: TableChoice = { plain: [], rows: rowKinds, means: ['model', 'defence', 'rate'], only: {}, ...Object.assign({}, ...choices) }
  return tableBlock(
    files.map((file) => parseResults(read(file), file)),
    choice,
  )
}

function comparisonsTable(said: string, read: (file: string) => string): string {
  const { files } = readMark(said, [])
  return comparisonsBlock(files.map((file) => parseResults(read(file), file)))
}

function languagesTable(said: string, read: (file: string) => string): string {
  const { files } = readMark(said, [])
  return languagesBlock(files.map((file) => parseResults(read(file), file)))
}

function figuresTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said, ['table'])
  return figuresBlock(
    files.map((file) => parseFigures(read(file), file)),
    settings.get('table') ?? [''],
  )
}

/** The files that a mark names, and the values of its settings by key. Throws a RangeError on a key that is not known or stands there twice. */
function readMark(
  said: string,
  known: readonly string[],
): { readonly files: readonly string[]; readonly settings: ReadonlyMap<string, readonly string[]> } {
  const [files = '', ...others] = said.split(';')
  const settings = new Map<string, readonly string[]>()
  for (const setting of others) {
    const [key = '', value = ''] = setting.split(/:(.*)/su).map((one) => one.trim())
    if (!known.includes(key)) throw new RangeError(`no setting "${key}". Known: ${known.join(', ')}`)
    if (settings.has(key)) throw new RangeError(`the setting "${key}" stands there twice`)
    settings.set(key, words(value))
  }
  return { files: words(files), settings }
}

function words(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

function oneOf<T extends string>(word: string, known: readonly T[]): T {
  const found = known.find((one) => one === word)
  if (found === undefined) throw new RangeError(`"${word}" is none of ${known.join(', ')}`)
  return found
}

const conditions = (words: readonly string[]): TableChoice['only'] => Object.fromEntries(words.map((word) => condition(word)))

function condition(word: string): readonly [key: string, value: string] {
  const [key = '', value] = word.split('=')
  if (value === undefined) throw new RangeError(`"${word}" is no condition, expected as in attack=dead-code`)
  return [oneOf(key, meanKeys), value]
}
