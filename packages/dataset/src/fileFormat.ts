import { jsonLines, readJsonLines } from './jsonLines.js'
import type { RowReader } from './rawRow.js'
import { readArrow } from './readArrow.js'
import { readParquet } from './readParquet.js'
import type { RowSchema } from './rowSchema.js'
import { arrowBytes } from './writeArrow.js'
import { parquetBytes } from './writeParquet.js'

/** How one kind of file is read and written. */
export interface FileFormat {
  readonly read: RowReader
  readonly bytes: <T>(batches: AsyncIterable<readonly T[]>, schema: RowSchema<T>) => AsyncIterable<Uint8Array>
}

/** The kinds of files that records are kept in, by extension. */
export const fileFormats: Record<'.arrow' | '.parquet' | '.jsonl' | '.jsonl.gz', FileFormat> = {
  '.arrow': { read: readArrow, bytes: arrowBytes },
  '.parquet': { read: readParquet, bytes: parquetBytes },
  '.jsonl': { read: readJsonLines, bytes: (batches) => jsonLines(batches as AsyncIterable<readonly object[]>, { gzip: false }) },
  '.jsonl.gz': { read: readJsonLines, bytes: (batches) => jsonLines(batches as AsyncIterable<readonly object[]>, { gzip: true }) },
}

/** The format of a file, by its name. Throws RangeError that lists the known extensions. */
export function fileFormat(path: string): FileFormat {
  const found = Object.entries(fileFormats).find(([extension]) => path.endsWith(extension))
  if (found === undefined)
    throw new RangeError(`${path}: no format for this extension. Known extensions: ${Object.keys(fileFormats).join(', ')}`)
  return found[1]
}
