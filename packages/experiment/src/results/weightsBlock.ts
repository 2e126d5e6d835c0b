import { markdownTable, withInterval, type Cell, type Column } from '@codepurify/report'
import { z } from 'zod'
import { parsedFile } from './parsedFile.js'
import { measured } from './resultSchema.js'

const figure = z.union([measured, z.number()])
type Figure = z.infer<typeof figure>

const weightsFigures = z.object({
  figures: z.record(z.string(), z.record(z.string(), z.union([figure, z.record(z.string(), figure)]))),
})

type Row = readonly [language: string, cells: ReadonlyMap<string, Cell>]

/** What was measured of a folder's weights, from the figures.json that stands beside them, as Markdown: a row for each language, a column for each figure. */
export function weightsBlock(text: string, file: string): string {
  const { figures } = parsedFile(weightsFigures, text, file, 'Expected what the evaluation of weights writes.')
  const rows = Object.entries(figures).map(([language, found]): Row => [language, new Map(Object.entries(found).flatMap(cellsOf))])
  const titles = [...new Set(rows.flatMap(([, cells]) => [...cells.keys()]))]
  const columns: Column<Row>[] = [
    { title: 'language', cell: ([language]) => language },
    ...titles.map((title) => ({ title, cell: ([, cells]: Row) => cells.get(title) ?? '–' })),
  ]
  return markdownTable(rows, columns)
}

function cellsOf([name, found]: readonly [string, Figure | Readonly<Record<string, Figure>>]): [string, Cell][] {
  if (isFigure(found)) return [[titleOf(name), cellOf(found)]]
  return Object.entries(found).map(([key, value]) => [titleOf(`${name} ${key}`), cellOf(value)])
}

function isFigure(found: Figure | Readonly<Record<string, Figure>>): found is Figure {
  return figure.safeParse(found).success
}

/** A measured share in per cent with its interval, a count as it is, any other number with two digits. */
function cellOf(found: Figure): Cell {
  if (typeof found !== 'number') return withInterval(found, 'share')
  return Number.isInteger(found) ? String(found) : found.toFixed(2)
}

/** `maskedTokens` as two words. */
function titleOf(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
}
