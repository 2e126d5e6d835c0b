/** A column of text. `maximum` counts UTF-16 units; longer values are rejected, never cut. */
export interface TextColumn {
  readonly type: 'text'
  readonly optional?: boolean
  readonly maximum?: number
  readonly oneOf?: readonly string[]
}

/** A column of 32-bit whole numbers or of 64-bit floats, within `minimum` and `maximum` where given. */
export interface NumberColumn {
  readonly type: 'integer' | 'float'
  readonly optional?: boolean
  readonly minimum?: number
  readonly maximum?: number
}

/** A column of truth values. */
export interface BooleanColumn {
  readonly type: 'boolean'
  readonly optional?: boolean
}

/** A column that holds a small record of its own. */
export interface StructColumn<T = Record<string, unknown>> {
  readonly type: 'struct'
  readonly optional?: boolean
  readonly columns: Columns<T>
}

/** Any column. */
export type Column = TextColumn | NumberColumn | BooleanColumn | StructColumn

type ColumnFor<V> = V extends string ? TextColumn : V extends number ? NumberColumn : V extends boolean ? BooleanColumn : StructColumn<V>

/** One column for each key of a record type; the compiler lists those that are missing. */
export type Columns<T> = { readonly [K in keyof T]-?: ColumnFor<NonNullable<T[K]>> }

/** What the rows of a file look like: a name for messages, and the columns in file order. */
export interface RowSchema<T> {
  readonly name: string
  readonly columns: Columns<T>
}

/** The longest text that a text column takes unless it says otherwise, in UTF-16 units: far above any method, far below a hostile one. */
export const longestText = 1_000_000

/** A value that does not fit its column: which column, what stood there, and what was expected. */
export class RowError extends Error {
  readonly column: string
  readonly got: string
  readonly expected: string
  constructor(column: string, got: string, expected: string) {
    super(`column "${column}" is ${got}, expected ${expected}`)
    this.name = 'RowError'
    this.column = column
    this.got = got
    this.expected = expected
  }
}

/** Checks one row against a schema and gives the declared columns, in the schema's order. Throws RowError at the first value that does not fit. */
export function checkRow<T>(value: unknown, schema: RowSchema<T>): T {
  if (!isRecord(value)) throw new RowError('(row)', describe(value), `a ${schema.name} record`)
  return checkColumns(value, columnEntries(schema.columns), '') as T
}

/** The columns of a schema as name and column pairs, in file order. */
export function columnEntries(columns: object): [string, Column][] {
  return Object.entries(columns)
}

function checkColumns(
  row: Readonly<Record<string, unknown>>,
  columns: readonly [string, Column][],
  prefix: string,
): Record<string, unknown> {
  const checked: Record<string, unknown> = {}
  for (const [name, column] of columns) {
    const value = Object.hasOwn(row, name) ? row[name] : undefined
    const path = prefix + name
    if (value === undefined || value === null) {
      if (column.optional !== true) throw new RowError(path, missing(row, name), expectation(column))
      continue
    }
    checked[name] = checkValue(value, column, path)
  }
  return checked
}

function checkValue(value: unknown, column: Column, path: string): unknown {
  switch (column.type) {
    case 'text': {
      const maximum = column.maximum ?? longestText
      if (
        typeof value === 'string' &&
        value.length <= maximum &&
        value.isWellFormed() &&
        (column.oneOf === undefined || column.oneOf.includes(value))
      )
        return value
      break
    }
    case 'integer':
      if (Number.isInteger(value) && within(value as number, { minimum: -(2 ** 31), maximum: 2 ** 31 - 1, ...column })) return value
      break
    case 'float':
      if (typeof value === 'number' && Number.isFinite(value) && within(value, column)) return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      break
    case 'struct':
      if (isRecord(value)) return checkColumns(value, columnEntries(column.columns), `${path}.`)
      break
  }
  throw new RowError(path, describe(value), expectation(column))
}

function within(value: number, { minimum = -Infinity, maximum = Infinity }: { minimum?: number; maximum?: number }): boolean {
  return value >= minimum && value <= maximum
}

function missing(row: Readonly<Record<string, unknown>>, name: string): string {
  if (Object.hasOwn(row, name)) return 'null'
  const columns = Object.keys(row)
  return `missing (the row has: ${columns.slice(0, 12).join(', ') || 'no columns'}${columns.length > 12 ? ', …' : ''})`
}

function expectation(column: Column): string {
  switch (column.type) {
    case 'text':
      return column.oneOf ? `one of ${column.oneOf.join(', ')}` : `text of at most ${column.maximum ?? longestText} characters`
    case 'integer':
    case 'float':
      return `${column.type === 'integer' ? 'a whole number' : 'a finite number'}${range(column)}`
    case 'boolean':
      return 'true or false'
    case 'struct':
      return `a record of ${Object.keys(column.columns).join(', ')}`
  }
}

function range({ minimum, maximum }: NumberColumn): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` from ${minimum} up`
  return maximum !== undefined ? ` up to ${maximum}` : ''
}

function describe(value: unknown): string {
  if (typeof value === 'string' && !value.isWellFormed()) return 'text that is not well-formed (it has half of a surrogate pair)'
  if (typeof value === 'string') return value.length > 40 ? `text of ${value.length} characters` : `the text ${JSON.stringify(value)}`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return value === null ? 'null' : 'a record'
  return `the ${typeof value} ${String(value)}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
