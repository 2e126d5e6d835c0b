/** The values by their key, keys and values in the order in which they come. */
export function groups<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const group = found.get(key)
    if (group === undefined) found.set(key, [value])
    else group.push(value)
  }
  return found
}
