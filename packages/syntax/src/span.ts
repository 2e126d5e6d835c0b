/** A half-open range of UTF-16 code units of the text that was parsed. */
export type Span = readonly [start: number, end: number]

/** Whether two spans share at least one character. */
export function overlaps(a: Span, b: Span): boolean {
  return a[0] < b[1] && b[0] < a[1]
}
