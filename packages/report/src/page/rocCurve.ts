/** A point of the curve: of the clean and of the triggered records, the share that is suspected. */
export interface RocPoint {
  readonly clean: number
  readonly triggered: number
}

/** The ROC curve of suspicions, from (0, 0) to (1, 1): its corners, which are values that a line can be drawn above. Empty where one side has no records. */
export function rocCurve({ triggered, clean }: { readonly triggered: readonly number[]; readonly clean: readonly number[] }): RocPoint[] {
  if (triggered.length === 0 || clean.length === 0) return []
  const all = [...triggered.map((value) => ({ value, hit: 1 })), ...clean.map((value) => ({ value, hit: 0 }))].sort(
    (a, b) => b.value - a.value,
  )
  const points: RocPoint[] = [{ clean: 0, triggered: 0 }]
  let [hits, alarms] = [0, 0]
  for (const [i, { value, hit }] of all.entries()) {
    hits += hit
    alarms += 1 - hit
    if (all[i + 1]?.value !== value) points.push({ clean: alarms / clean.length, triggered: hits / triggered.length })
  }
  return points.filter((point, i) => {
    const [before, behind] = [points[i - 1], points[i + 1]]
    const goesOn = (axis: keyof RocPoint): boolean => before?.[axis] === point[axis] && point[axis] === behind?.[axis]
    return !goesOn('clean') && !goesOn('triggered')
  })
}
