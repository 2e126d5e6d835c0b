/** A row as a file holds it, not yet checked: its 1-based line (or row), and its value or what is wrong with it. */
export type RawRow =
  { readonly line: number; readonly value: unknown } | { readonly line: number; readonly problem: string; readonly excerpt?: string }

/** Reads the rows of one file, one after the other. */
export type RowReader = (path: string) => AsyncIterable<RawRow>

/** An error about a whole file: which file, and what to do. */
export class FileError extends Error {
  readonly path: string
  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path}: ${problem}`, { cause })
    this.name = 'FileError'
    this.path = path
  }
}

/** What an error of whatever kind says: its message where it has one. */
export function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
}

/** The code of a system error (ENOENT, ENOSPC, …), where it has one. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}
