import { Bool, type DataType, Field, Float64, Int32, Schema, Struct, Utf8 } from 'apache-arrow'
import { type Column, columnEntries, type RowSchema } from './rowSchema.js'

/** The Arrow schema of a row schema: text as Utf8, whole numbers as Int32, floats as Float64, records as Struct; optional columns are nullable. */
export function arrowSchema<T>(schema: RowSchema<T>): Schema {
  return new Schema(fields(schema.columns), new Map([['schema', schema.name]]))
}

function fields(columns: object): Field[] {
  return columnEntries(columns).map(([name, column]) => new Field(name, arrowType(column), column.optional === true))
}

function arrowType(column: Column): DataType {
  switch (column.type) {
    case 'text':
      return new Utf8()
    case 'integer':
      return new Int32()
    case 'float':
      return new Float64()
    case 'boolean':
      return new Bool()
    case 'struct':
      return new Struct(fields(column.columns))
  }
}
