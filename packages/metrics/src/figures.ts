import { isAbsolute, relative } from 'node:path'
import { machine } from './machine.js'

/** A table as a README shows it: titles, and cells rounded for reading. */
export interface FigureTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/**
 * The text of the file that a benchmark writes: the command as Node got it, with paths from the repository's root, the machine, the tables of a README by name, and whatever else was found.
 * A row is one line, so that a changed number is a changed line.
 */
export function figuresText(tables: Readonly<Record<string, FigureTable>>, found: object = {}): string {
  const [, file = '', ...args] = process.argv
  const fromRoot = (word: string): string => (isAbsolute(word) ? relative('.', word) : word)
  const command = ['node', ...[...process.execArgv, file, ...args].map(fromRoot)].join(' ')
  const text = JSON.stringify({ command, machine: { ...machine(), node: process.versions.node }, tables, ...found }, undefined, 2)
  const onOneLine = (list: string): string => list.replace(/,\n\s*/gu, ', ').replace(/\n\s*/gu, '')
  return `${text.replace(/\[[^[\]{}]*\]/gu, onOneLine)}\n`
}

/** A number as it stands in a table: so many decimal places, and commas between thousands. */
export function figure(value: number, places = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places })
}
