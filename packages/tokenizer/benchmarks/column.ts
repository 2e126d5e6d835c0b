import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The texts in one column of a .jsonl.gz file. Throws, naming the row, where the column is missing. */
export function column(path: string, name: string): string[] {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
  return lines.map((line, i) => {
    const text = (JSON.parse(line) as Readonly<Record<string, unknown>>)[name]
    if (typeof text !== 'string') throw new TypeError(`${path}: row ${i + 1} has no text in the column "${name}"`)
    return text
  })
}
