import { AsyncByteQueue, makeBuilder, RecordBatch, RecordBatchFileWriter, type Schema, Struct, type StructRowProxy } from 'apache-arrow'
import { arrowSchema } from './arrowTypes.js'
import type { RowSchema } from './rowSchema.js'

/** Arrow IPC bytes (the file format), one record batch for each batch of rows; never more than one batch is held. */
export async function* arrowBytes<T>(batches: AsyncIterable<readonly T[]>, schema: RowSchema<T>): AsyncIterable<Uint8Array> {
  const arrow = arrowSchema(schema)
  const sink = new ChunkSink()
  const writer = new RecordBatchFileWriter()
  writer.reset(sink, arrow)
  for await (const batch of batches) {
    writer.write(recordBatch(batch, arrow))
    yield* sink.take()
  }
  writer.close()
  yield* sink.take()
}

function recordBatch<T>(rows: readonly T[], schema: Schema): RecordBatch {
  const builder = makeBuilder({ type: new Struct(schema.fields), nullValues: [null, undefined] })
  for (const row of rows) builder.append(row as StructRowProxy) // the builder reads plain objects by key
  return new RecordBatch(schema, builder.finish().flush())
}

/** Takes the writer's bytes as they come, so that they can be passed on batch by batch. */
class ChunkSink extends AsyncByteQueue {
  #chunks: Uint8Array[] = []

  override write(value: Uint8Array): void {
    const bytes = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value)
    if (bytes.byteLength > 0) this.#chunks.push(bytes)
  }

  /** All bytes since the last call, as one chunk. */
  *take(): Iterable<Uint8Array> {
    if (this.#chunks.length > 0) yield Buffer.concat(this.#chunks)
    this.#chunks = []
  }
}
