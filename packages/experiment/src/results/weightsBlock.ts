import { interval, markdownTable, written, type Cell, type Column } from '@codepurify/report'
import { z } from 'zod'
import { parsedFile } from './parsedFile.js'
import { measured } from './resultSchema.js'

const figure = z.union([measured, z.number()])
const weightsFigures = z.object({
  figures: z.record(z.string(), z.record(z.string(), z.union([figure, z.record(z.string(), figure)]))),
})

type Row = readonly [language: string, cells: ReadonlyMap<string, Cell>]

/** What was measured of a folder's weights, from the figures.json that stands beside them, as Markdown: a row for each language, a column for each figure. */
export function weightsBlock(text: string, file: string): string {
  const { figures } = parsedFile(weightsFigures, text, file, 'the evaluation of weights writes')
  const rows = Object.entries(figures).map(([language, found]): Row => [language, new Map(Object.entries(found).flatMap(cellsOf))])
  const titles = [...new Set(rows.flatMap(([, cells]) => [...cells.keys()]))]
  const columns: Column<Row>[] = [
    { title: 'language', cell: ([language]) => language },
    ...titles.map((title) => ({ title, cell: ([, cells]: Row) => cells.get(title) ?? '–' })),
  ]
  return markdownTable(rows, columns)
}

function cellsOf([name, found]: [string, z.infer<typeof figure> | Record<string, z.infer<typeof figure>>]): [string, Cell][] {
  const one = figure.safeParse(found)
  if (one.success) return [[titleOf(name), cellOf(one.data)]]
  return Object.entries(found as Record<string, z.infer<typeof figure>>).map(([key, value]) => [titleOf(`${name} ${key}`), cellOf(value)])
}

/** A measured share in per cent with its interval, a count as it is, any other number with two digits. */
function cellOf(found: z.infer<typeof figure>): Cell {
  if (typeof found !== 'number') return [written(found.value, 'share'), interval(found, 'share')]
  return Number.isInteger(found) ? String(found) : found.toFixed(2)
}

/** `maskedTokens` as two words. */
function titleOf(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
}
