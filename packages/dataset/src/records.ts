import { stat } from 'node:fs/promises'
import { type OpenForWriting, writeAtomically } from './atomicFile.js'
import { fileFault } from './fileFault.js'
import { fileFormat } from './fileFormat.js'
import { FileError } from './rawRow.js'
import { checkRow, RowError, type RowSchema } from './rowSchema.js'

/** A row that was set aside: the file, its 1-based line (or row), and the reason. */
export interface Reject {
  readonly file: string
  readonly line: number
  readonly reason: string
  readonly row?: unknown
}

/** How many rows a record batch, a row group or a chunk of lines holds: a few megabytes. */
export const batchRows = 1000

/**
 * Reads the records of an .arrow, .parquet, .jsonl or .jsonl.gz file row by row, each checked against the schema.
 * A bad row goes to `onReject` and the rest goes on; without `onReject` the first bad row is an error, so that nothing is dropped in silence.
 * Throws FileError where the file is missing, empty, or broken as a whole.
 */
export async function* readRecords<T>(
  path: string,
  schema: RowSchema<T>,
  { onReject = throwReject }: { onReject?: (reject: Reject) => void } = {},
): AsyncIterable<T> {
  for await (const row of readRows(path, (value) => checkRow(value, schema), { onReject })) yield row
}

/** Reads rows as `convert` makes them, in the manner of readRecords; what `convert` throws as RowError is a bad row. */
export async function* readRows<T>(
  path: string,
  convert: (value: unknown, line: number) => T,
  { onReject = throwReject }: { onReject?: (reject: Reject) => void } = {},
): AsyncIterable<T> {
  const { read } = fileFormat(path)
  await checkFile(path)
  for await (const raw of read(path)) {
    if ('problem' in raw) {
      onReject({ file: path, line: raw.line, reason: raw.problem, ...(raw.excerpt === undefined ? {} : { row: raw.excerpt }) })
      continue
    }
    let row: T
    try {
      row = convert(raw.value, raw.line)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      onReject({ file: path, line: raw.line, reason: error.message, row: excerpt(raw.value) })
      continue
    }
    yield row
  }
}

/**
 * Writes records to an .arrow, .parquet, .jsonl or .jsonl.gz file, batch by batch, each row checked; the same rows give the same bytes.
 * The file appears whole or not at all (a temporary name, then a rename). Throws RowError at a row that does not fit, with its number.
 */
export async function writeRecords<T>(
  path: string,
  rows: Iterable<T> | AsyncIterable<T>,
  schema: RowSchema<T>,
  options: { open?: OpenForWriting } = {},
): Promise<{ records: number; sha256: string; bytes: number }> {
  const { bytes: encode } = fileFormat(path)
  let records = 0
  async function* batches(): AsyncIterable<readonly T[]> {
    let batch: T[] = []
    for await (const row of rows) {
      records += 1
      batch.push(checkWritten(path, records, row, schema))
      if (batch.length === batchRows) {
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  }
  const written = await writeAtomically(
    path,
    async (append) => {
      for await (const chunk of encode(batches(), schema)) await append(chunk)
    },
    options,
  )
  return { records, ...written }
}

function checkWritten<T>(path: string, record: number, row: T, schema: RowSchema<T>): T {
  try {
    return checkRow(row, schema)
  } catch (error) {
    if (error instanceof RowError)
      throw new FileError(path, `record ${record} does not fit the schema "${schema.name}": ${error.message}`, error)
    throw error
  }
}

async function checkFile(path: string): Promise<void> {
  const fault = await fileFault(path)
  if (fault !== undefined) throw new FileError(path, `${fault}. Check the path, or build the data first (datasets:build, datasets:import).`)
  if ((await stat(path)).size === 0) throw new FileError(path, 'is empty (0 bytes), expected at least one record. Fetch or build it again.')
}

function throwReject({ file, line, reason }: Reject): never {
  throw new FileError(file, `line ${line}: ${reason}`)
}

function excerpt(value: unknown): unknown {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : value
}
