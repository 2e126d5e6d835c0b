import type { MeanKey } from '../benchTables.js'
import { figuresBlock } from './figuresBlock.js'
import { parseFigures } from './figuresFile.js'
import { overviewBlock } from './overviewBlock.js'
import { parseResults } from './resultsFile.js'
import { tableBlock, type TableChoice } from './tableBlock.js'

/**
 * The text of a README with every table between its two marks made anew from the files that the first names (with commas, relative to the README); `read` gives the text of a file. Throws where a mark is not understood, naming it.
 *
 * `<!-- table FILES; KEY: VALUE; … -->` to `<!-- /table -->`, from results files. Keys: `columns` (titles; by default those that bench prints), `plain` (columns without intervals), `rows` (`cells`, `means`; both),
 * `means` (what rows with a common mean agree in; `model, defence, rate`), `only` (`attack=dead-code`).
 *
 * `<!-- overview FILES; only: … -->` to `<!-- /overview -->`, from results files of several tasks: a line of means for each, its data named by the file (`embedded-codet5.json`: embedded).
 *
 * `<!-- figures FILES; table: NAMES -->` to `<!-- /figures -->`, from files that benchmarks wrote; a table's rows come from all files.
 */
export function readmeTables(text: string, read: (file: string) => string): string {
  const parts: string[] = []
  let from = 0
  for (const found of text.matchAll(/^<!-- (table|overview|figures) (.+) -->$/gmu)) {
    const [mark, kind = '', said = ''] = found
    const begin = found.index + mark.length
    const end = text.indexOf(`\n<!-- /${kind} -->`, begin)
    const next = text.slice(begin).search(/\n<!-- (?:table|overview|figures) /u)
    if (end < 0 || (next >= 0 && begin + next < end)) throw new Error(`${mark}: no <!-- /${kind} --> behind it`)
    try {
      const block = makers[kind as keyof typeof makers](said, read)
      parts.push(text.slice(from, begin), `\n\n${block}\n`)
    } catch (error) {
      throw new Error(`${mark}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
    from = end
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
  only: (words) => ({ only: Object.fromEntries(words.map((word) => condition(word))) }),
}

const makers = { table: resultsTable, overview: overviewTable, figures: figuresTable } as const

function overviewTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said)
  const other = settings.find(([key]) => key !== 'only')
  if (other !== undefined) throw unknownSetting(other[0], ['only'])
  const { only = {} } = readers['only']?.(words(settings[0]?.[1] ?? '').filter((word) => word !== '')) ?? {}
  return overviewBlock(
    files.map((file) => ({ data: file.replace(/^.*\/|[-.].*$/gu, ''), results: parseResults(read(file), file) })),
    only,
  )
}

function resultsTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said)
  const choices = settings.map(([key, value]) => {
    const reader = Object.entries(readers).find(([name]) => name === key)?.[1]
    if (reader === undefined) throw unknownSetting(key, Object.keys(readers))
    return reader(words(value))
  })
  const choice: TableChoice = { plain: [], rows: rowKinds, means: ['model', 'defence', 'rate'], only: {}, ...Object.assign({}, ...choices) }
  return tableBlock(
    files.map((file) => parseResults(read(file), file)),
    choice,
  )
}

function figuresTable(said: string, read: (file: string) => string): string {
  const { files, settings } = readMark(said)
  const other = settings.find(([key]) => key !== 'table')
  if (other !== undefined) throw unknownSetting(other[0], ['table'])
  return figuresBlock(
    files.map((file) => parseFigures(read(file), file)),
    words(settings[0]?.[1] ?? ''),
  )
}

function readMark(said: string): {
  readonly files: readonly string[]
  readonly settings: readonly (readonly [key: string, value: string])[]
} {
  const [files = '', ...settings] = said.split(';')
  const pair = (setting: string): readonly [string, string] => {
    const [key = '', value = ''] = setting.split(/:(.*)/su).map((one) => one.trim())
    return [key, value]
  }
  return { files: words(files), settings: settings.map(pair) }
}

function unknownSetting(key: string, known: readonly string[]): RangeError {
  return new RangeError(`no setting "${key}". Known: ${known.join(', ')}`)
}

function words(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

function oneOf<T extends string>(word: string, known: readonly T[]): T {
  const found = known.find((one) => one === word)
  if (found === undefined) throw new RangeError(`"${word}" is none of ${known.join(', ')}`)
  return found
}

function condition(word: string): readonly [key: string, value: string] {
  const [key = '', value] = word.split('=')
  if (value === undefined) throw new RangeError(`"${word}" is no condition, expected as in attack=dead-code`)
  return [oneOf(key, meanKeys), value]
}
