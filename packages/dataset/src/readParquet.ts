import type { FileMetaData } from 'hyparquet'
import { open } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { FileError, type RawRow, reasonOf } from './rawRow.js'

/** The largest row group that is taken into memory, in bytes once decompressed. */
export const largestRowGroup = 2 ** 30

/** Reads a Parquet file one row group at a time, row by row (Snappy, gzip, Brotli or plain). Throws FileError where it is not Parquet, cut off, or claims more than it holds. */
export async function* readParquet(path: string): AsyncIterable<RawRow> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const file = {
      byteLength: size,
      async slice(start: number, end: number = size): Promise<ArrayBuffer> {
        const from = Math.max(0, start < 0 ? size + start : start)
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - from))
        await handle.read(bytes, 0, bytes.byteLength, from)
        return bytes.buffer
      },
    }
    const metadata = await parquetMetadataAsync(file)
    checkMetadata(path, metadata, size)
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, parsers: { stringFromBytes } })
      if (rows.length !== rowEnd - rowStart)
        throw new FileError(path, `a row group claims ${rowEnd - rowStart} rows and holds ${rows.length}. The file is damaged.`)
      for (const [index, row] of rows.entries()) yield rawRow(row, rowStart + index + 1)
      rowStart = rowEnd
    }
  } catch (error) {
    if (error instanceof FileError) throw error
    throw new FileError(path, `not a readable Parquet file (${reasonOf(error)}). Is it cut off? Make it again.`, error)
  } finally {
    await handle.close()
  }
}

const compressors = {
  GZIP: (bytes: Uint8Array, length: number): Uint8Array => gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (bytes: Uint8Array, length: number): Uint8Array => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
}

const decoder = new TextDecoder('utf-8', { fatal: true })
const notText = Symbol('not UTF-8')

function stringFromBytes(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes && decoder.decode(bytes)
  } catch {
    return notText
  }
}

function checkMetadata(path: string, metadata: FileMetaData, size: number): void {
  for (const { columns, num_rows } of metadata.row_groups) {
    const packed = columns.reduce((sum, column) => sum + Number(column.meta_data?.total_compressed_size ?? 0n), 0)
    const unpacked = columns.reduce((sum, column) => sum + Number(column.meta_data?.total_uncompressed_size ?? 0n), 0)
    if (packed > size) throw new FileError(path, `a row group claims ${packed} bytes in a file of ${size}. The file is damaged.`)
    if (unpacked > largestRowGroup || Number(num_rows) > largestRowGroup)
      throw new FileError(
        path,
        `a row group claims ${num_rows} rows in ${unpacked} bytes, expected at most ${largestRowGroup}. Write it with smaller row groups.`,
      )
  }
}

function rawRow(row: Record<string, unknown>, line: number): RawRow {
  const column = findNotText(row)
  return column === undefined ? { line, value: row } : { line, problem: `column "${column}" is not UTF-8` }
}

function findNotText(row: object): string | undefined {
  for (const [name, value] of Object.entries(row)) {
    if (value === notText) return name
    if (typeof value === 'object' && value !== null) {
      const inner = findNotText(value as object)
      if (inner !== undefined) return `${name}.${inner}`
    }
  }
  return undefined
}
