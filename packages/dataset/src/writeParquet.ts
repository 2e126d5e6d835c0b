import { parquetSchema } from './parquetTypes.js'
import type { RowSchema } from './rowSchema.js'

/** Parquet bytes (Snappy), one row group for each batch of rows; never more than one batch is held. */
export async function* parquetBytes<T>(batches: AsyncIterable<readonly T[]>, schema: RowSchema<T>): AsyncIterable<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const writer = new ByteWriter()
  // The writer counts its total offset itself; only its buffer is emptied.
  const take = (): Uint8Array => {
    const bytes = new Uint8Array(writer.buffer, 0, writer.index).slice()
    writer.index = 0
    return bytes
  }
  const parquet = new ParquetWriter({ writer, schema: parquetSchema(schema), createdBy: 'codepurify' })
  for await (const batch of batches) {
    const columnData = Object.keys(schema.columns).map((name) => ({
      name,
      data: batch.map((row) => (row as Record<string, unknown>)[name]),
    }))
    await parquet.write({ columnData, rowGroupSize: batch.length })
    yield take()
  }
  await parquet.finish()
  yield take()
}
