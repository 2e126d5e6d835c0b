import type { SchemaElement } from 'hyparquet'
import { type Column, columnEntries, type RowSchema } from './rowSchema.js'

/** The Parquet schema of a row schema, in preorder: text as UTF8 byte arrays, records as groups; optional columns are OPTIONAL. */
export function parquetSchema<T>(schema: RowSchema<T>): SchemaElement[] {
  const columns = columnEntries(schema.columns)
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(([name, column]) => elements(name, column))]
}

function elements(name: string, column: Column): SchemaElement[] {
  const repetition_type = column.optional === true ? 'OPTIONAL' : 'REQUIRED'
  switch (column.type) {
    case 'text':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }]
    case 'integer':
      return [{ name, type: 'INT32', repetition_type }]
    case 'float':
      return [{ name, type: 'DOUBLE', repetition_type }]
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }]
    case 'struct': {
      const columns = columnEntries(column.columns)
      return [{ name, num_children: columns.length, repetition_type }, ...columns.flatMap(([child, inner]) => elements(child, inner))]
    }
  }
}
