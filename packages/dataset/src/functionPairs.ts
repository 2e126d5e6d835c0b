import { createReadStream } from 'node:fs'
import { byteLines } from './lines.js'
import { codeOf, FileError } from './rawRow.js'
import { readRows, type Reject } from './records.js'
import { checkRow } from './rowSchema.js'

/** Two functions by their index, and whether they are clones. */
export interface FunctionPair {
  /** 1-based. */
  readonly line: number
  readonly first: string
  readonly second: string
  readonly label: 0 | 1
}

/** What is done with rows that do not fit. */
interface OnReject {
  readonly onReject?: (reject: Reject) => void
}

const functionRow = { name: 'function', columns: { func: { type: 'text' }, idx: { type: 'text', maximum: 100 } } } as const

/** The functions of a data.jsonl(.gz) of BigCloneBench in CodeXGLUE's form ({ func, idx }), by their index. An index that comes twice with another function is a reject. */
export async function readFunctions(path: string, options: OnReject = {}): Promise<ReadonlyMap<string, string>> {
  const functions = new Map<string, string>()
  const onReject = options.onReject ?? stop
  for await (const { row, line } of readRows(
    path,
    (value, line) => ({ row: checkRow<{ func: string; idx: string }>(value, functionRow), line }),
    options,
  )) {
    if (row.func.trim() === '') {
      onReject({ file: path, line, reason: `the function with the index "${row.idx}" is empty`, row: row.idx })
      continue
    }
    const known = functions.get(row.idx)
    if (known !== undefined && known !== row.func)
      onReject({ file: path, line, reason: `the index "${row.idx}" stands for another function further up`, row: row.idx })
    else functions.set(row.idx, row.func)
  }
  return functions
}

// two indexes and a label; the longest line of BigCloneBench has 19 characters
const LONGEST_LINE = 1000

/**
 * Reads a file of pairs line by line: `index<TAB>index<TAB>label`, the indexes those of `functions`, the label 0 or 1.
 * A line of another form, half a line, or one whose function is missing goes to `onReject`; without it the first such line is an error.
 */
export async function* readPairs(
  path: string,
  functions: ReadonlyMap<string, string>,
  { onReject = stop }: OnReject = {},
): AsyncIterable<FunctionPair> {
  const decoder = new TextDecoder('utf-8')
  for await (const { bytes, length, line, ended } of byteLines(chunks(path), LONGEST_LINE)) {
    const text = bytes === undefined ? undefined : decoder.decode(bytes)
    if (text?.trim() === '') continue
    const columns = text?.split('\t') ?? []
    const reason = text === undefined ? `the line has ${length} bytes, expected at most ${LONGEST_LINE}` : fault(columns, functions, ended)
    const [first = '', second = '', label] = columns
    if (reason !== undefined) onReject({ file: path, line, reason, ...(text === undefined ? {} : { row: text.slice(0, 120) }) })
    else yield { line, first, second, label: label === '1' ? 1 : 0 }
  }
}

async function* chunks(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new FileError(
      path,
      'no such file, expected lines of index, index and label with tabs between them. Check the data folder.',
      error,
    )
  }
}

function fault(columns: readonly string[], functions: ReadonlyMap<string, string>, ended: boolean): string | undefined {
  const half = ended ? '' : '; the file ends here without a line end: half a line?'
  if (columns.length !== 3) return `${columns.length} columns between tabs, expected 3: index, index, label${half}`
  const [first = '', second = '', label = ''] = columns
  if (label !== '0' && label !== '1') return `the label is "${label.slice(0, 20)}", expected 0 or 1${half}`
  const missing = [first, second].find((index) => !functions.has(index))
  return missing === undefined ? undefined : `no function has the index "${missing.slice(0, 40)}"`
}

function stop({ file, line, reason }: Reject): never {
  throw new FileError(file, `line ${line}: ${reason}`)
}
