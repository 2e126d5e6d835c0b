/** Vectors of one width: representations as models give them, or points to be clustered. */
export type Rows = readonly ArrayLike<number>[]

/**
 * The width that all rows share; 0 where there are none. Throws a RangeError that names the first row of another width or with a number that is not finite:
 * one NaN would silently spread to every score.
 */
export function widthOf(rows: Rows, what: string): number {
  const width = rows[0]?.length ?? 0
  rows.forEach((row, index) => {
    if (row.length !== width) throw new RangeError(`${what} ${index} has ${row.length} numbers, expected ${width} as in ${what} 0`)
    for (let i = 0; i < width; i++)
      if (!Number.isFinite(row[i])) throw new RangeError(`${what} ${index} holds ${row[i]} at place ${i}, expected finite numbers`)
  })
  return width
}

/** The mean of the rows. */
export function meanRow(rows: Rows, width: number): Float64Array {
  const mean = new Float64Array(width)
  for (const row of rows) for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / rows.length
  return mean
}

/** The sum of products of two vectors of one width. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** The squared distance between two vectors of one width. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum
}
