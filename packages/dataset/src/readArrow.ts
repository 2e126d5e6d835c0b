import { type Data, type DataType, RecordBatchReader, type Schema, Type } from 'apache-arrow'
import { open } from 'node:fs/promises'
import { FileError, type RawRow, reasonOf } from './rawRow.js'

const magic = 'ARROW1'

/** Reads an Arrow IPC file (or stream) one record batch at a time, row by row. Throws FileError where it is not Arrow, cut off, or claims more than it holds. */
export async function* readArrow(path: string): AsyncIterable<RawRow> {
  const handle = await open(path, 'r')
  try {
    await checkFooter(path, handle)
    const reader = await RecordBatchReader.from(handle)
    await reader.open()
    let line = 0
    for await (const batch of reader) {
      const { schema, data, numRows } = batch as { schema: Schema; data: Data; numRows: number }
      // a file of no records has no buffers
      if (numRows > 0) checkBuffers(path, data, numRows)
      for (let row = 0; row < numRows; row++) {
        line += 1
        yield rawRow(schema, data, row, line)
      }
    }
  } catch (error) {
    throw error instanceof FileError
      ? error
      : new FileError(path, `not a readable Arrow file (${reasonOf(error)}). Is it cut off? Make it again.`, error)
  } finally {
    await handle.close()
  }
}

type Handle = Awaited<ReturnType<typeof open>>

// The footer's length stands in the four bytes before the closing magic; a false one would be allocated as it stands.
async function checkFooter(path: string, handle: Handle): Promise<void> {
  const { size } = await handle.stat()
  const head = Buffer.alloc(6)
  await handle.read(head, 0, 6, 0)
  if (head.toString('latin1') !== magic) return // the stream format has no footer
  const tail = Buffer.alloc(10)
  if (size >= 20) await handle.read(tail, 0, 10, size - 10)
  if (tail.subarray(4).toString('latin1') !== magic)
    throw new FileError(path, 'an Arrow file without its end: it is cut off. Make it again.')
  const footer = tail.readInt32LE(0)
  if (footer <= 0 || footer > size - 18)
    throw new FileError(path, `the Arrow footer claims ${footer} bytes in a file of ${size}. The file is damaged.`)
}

function checkBuffers(path: string, data: Data, rows: number): void {
  for (const child of data.children) {
    const offsets = child.valueOffsets as Int32Array | undefined
    const values = child.values as { length: number } | undefined
    const isText = (child.type as DataType).typeId === Type.Utf8
    const fits = isText
      ? offsets !== undefined && offsets.length > rows && ascends(offsets, rows, values?.length ?? 0)
      : child.length === rows
    if (!fits) throw new FileError(path, `a record batch claims ${rows} rows that its buffers do not hold. The file is damaged.`)
    if (child.children.length > 0) checkBuffers(path, child, rows)
  }
}

function ascends(offsets: Int32Array, rows: number, limit: number): boolean {
  let last = 0
  for (let i = 0; i <= rows; i++) {
    const offset = offsets[i] ?? -1
    if (offset < last || offset > limit) return false
    last = offset
  }
  return true
}

function rawRow(schema: Schema, data: Data, row: number, line: number): RawRow {
  const value: Record<string, unknown> = {}
  for (const [index, field] of schema.fields.entries()) {
    const column = data.children[index]
    if (column === undefined) continue
    const read = readValue(column, row)
    if (read === notText) return { line, problem: `column "${field.name}" is not UTF-8` }
    value[field.name] = read
  }
  return { line, value }
}

const notText = Symbol('not UTF-8')
const decoder = new TextDecoder('utf-8', { fatal: true })

function readValue(column: Data, row: number): unknown {
  if (!column.getValid(row)) return null
  const type = column.type as DataType
  switch (type.typeId) {
    case Type.Utf8: {
      const offsets = column.valueOffsets as Int32Array
      try {
        return decoder.decode((column.values as Uint8Array).subarray(offsets[row], offsets[row + 1]))
      } catch {
        return notText
      }
    }
    case Type.Bool: {
      const bit = column.offset + row
      return (((column.values as Uint8Array)[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0
    }
    case Type.Struct: {
      const value: Record<string, unknown> = {}
      for (const [index, field] of type.children.entries()) {
        const child = column.children[index]
        const read = child === undefined ? null : readValue(child, row)
        if (read === notText) return notText
        value[field.name] = read
      }
      return value
    }
    case Type.Int:
    case Type.Float: {
      const number = (column.values as ArrayLike<number | bigint>)[row]
      return typeof number === 'bigint' ? Number(number) : number
    }
    default:
      return `(${String(type)})`
  }
}
