import { z } from 'zod'
import { parsedFile } from './parsedFile.js'

const table = z
  .object({ columns: z.array(z.string()).nonempty(), rows: z.array(z.array(z.union([z.string(), z.number()]))).nonempty() })
  .refine(({ columns, rows }) => rows.every(({ length }) => length === columns.length), 'a row has not as many cells as there are columns')

/** What a benchmark writes: the command that makes it again, the machine, and tables for a README with every cell as it is read. */
export const figuresSchema = z.object({
  command: z.string(),
  machine: z.object({ processor: z.string(), cores: z.number(), node: z.string() }),
  tables: z.record(z.string(), table),
})

export type Figures = z.infer<typeof figuresSchema>

/** Reads a file of figures; the error names the file and the field. */
export function parseFigures(text: string, file: string): Figures {
  return parsedFile(figuresSchema, text, file, 'Expected what a benchmark writes.')
}
