/** At most so many of the items, evenly over their order, from the first on. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, index) => Math.floor((index * items.length) / count)).flatMap((at) => items.slice(at, at + 1))
}
