import type { MeanKey } from '../benchTables.js'
import type { Results } from './resultsFile.js'
import { tableBlock, type TableChoice } from './tableBlock.js'

/**
 * The text of a README with every table between `<!-- table FILES; KEY: VALUE; … -->` and `<!-- /table -->` made anew from the results files that it names (with commas,
 * relative to the README). Keys: `columns` (titles; by default those that bench prints), `plain` (columns without intervals), `rows` (`cells`, `means`; both), `means` (what rows with a common mean agree in;
 * `model, defence, rate`), `only` (`attack=dead-code`). Throws where a mark is not understood, naming it.
 */
export async function readmeTables(text: string, read: (file: string) => Promise<Results>): Promise<string> {
  const parts: string[] = []
  let from = 0
  for (const found of text.matchAll(/^<!-- table (.+) -->$/gmu)) {
    const [mark, said = ''] = found
    const begin = found.index + mark.length
    const end = text.indexOf('\n<!-- /table -->', begin)
    const next = text.indexOf('\n<!-- table ', begin)
    if (end < 0 || (next >= 0 && next < end)) throw new Error(`${mark}: no <!-- /table --> behind it`)
    try {
      const { files, ...choice } = readMark(said)
      const block = tableBlock(await Promise.all(files.map(read)), choice)
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

function readMark(said: string): TableChoice & { readonly files: readonly string[] } {
  const [files = '', ...settings] = said.split(';')
  const choices = settings.map((setting) => {
    const [key = '', value = ''] = setting.split(/:(.*)/su).map((one) => one.trim())
    const reader = Object.entries(readers).find(([name]) => name === key)?.[1]
    if (reader === undefined) throw new RangeError(`no setting "${key}". Known: ${Object.keys(readers).join(', ')}`)
    return reader(words(value))
  })
  return { plain: [], rows: rowKinds, means: ['model', 'defence', 'rate'], only: {}, ...Object.assign({}, ...choices), files: words(files) }
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
