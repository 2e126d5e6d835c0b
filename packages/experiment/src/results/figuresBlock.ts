import { markdownTable } from '@codepurify/report'
import type { Figures } from './figuresFile.js'

/** Tables of some benchmarks as Markdown, the rows of one file below those of another, and the commands they come from. Throws where a file has no such table or other columns. */
export function figuresBlock(files: readonly Figures[], names: readonly string[]): string {
  return [...names.flatMap((name) => [oneTable(files, name), '']), files.map((file) => origin(file)).join('\n\n')].join('\n')
}

function oneTable(files: readonly Figures[], name: string): string {
  const [first, ...others] = files.map(({ tables }) => tableOf(tables, name))
  if (first === undefined) throw new RangeError('a table needs at least one file of figures, got none')
  for (const { columns } of others)
    if (columns.join() !== first.columns.join())
      throw new RangeError(`one file has the columns ${first.columns.join(', ')}, another ${columns.join(', ')}: expected the same`)
  const rows = [first, ...others].flatMap((table) => table.rows.map((row) => row.map(String)))
  const columns = first.columns.map((title, i) => ({
    title,
    text: rows.some((row) => !isNumber(row[i] ?? '')),
    cell: (row: readonly string[]) => row[i] ?? '',
  }))
  return markdownTable(rows, columns)
}

function tableOf(tables: Figures['tables'], name: string): Figures['tables'][string] {
  const found = Object.entries(tables).find(([key]) => key === name)?.[1]
  if (found === undefined) throw new RangeError(`no table "${name}". Known: ${Object.keys(tables).join(', ')}`)
  return found
}

/** Whether a cell is a number, a unit or a word behind it allowed, a dash, or empty. */
function isNumber(cell: string): boolean {
  return /^(?:–$|[-+−<]? ?\d|$)/u.test(cell)
}

function origin({ command, machine }: Figures): string {
  // a benchmark is not built with the rest
  const [, folder] = /(?:^|\s)(\S+)\/dist\/benchmarks\//u.exec(command) ?? []
  const built = folder === undefined ? command : `npx tsc -b ${folder}/benchmarks && ${command}`
  return `From \`${built}\`: Node ${machine.node}; ${machine.processor} with ${machine.cores} cores.`
}
