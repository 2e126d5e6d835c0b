import type { ReportRecord } from './reportCell.js'

/**
 * At most so many records in which something is to be seen: in turn what was caught, what was missed, what was suspected wrongly, and what was left alone; in their order. `turn` says which of them comes first, so that
 * several cells with room for few records show different things.
 */
export function chosenRecords<R extends Pick<ReportRecord, 'kind' | 'suspected' | 'units'>>(
  records: readonly R[],
  most: number,
  turn = 0,
): R[] {
  const group = (kind: R['kind'], suspected: boolean): R[] =>
    records.filter((one) => one.units.length > 0 && one.kind === kind && one.suspected === suspected)
  const groups = [group('triggered', true), group('triggered', false), group('clean', true), group('clean', false)]
  const inTurn = groups.map((_, i) => groups[(i + turn) % groups.length] ?? [])
  const chosen: R[] = []
  for (let place = 0; chosen.length < most && groups.some(({ length }) => length > place); place++)
    for (const one of inTurn) {
      const next = one[place]
      if (next !== undefined && chosen.length < most) chosen.push(next)
    }
  return chosen
}

/**
 * How many records each cell shows of `most` together: a cell of codepurify as many as any, the others share at least a third of them. A cell that shows none, because its defence looks at no units, is not counted.
 */
export function recordQuotas(cells: readonly { readonly defence: string; readonly looks: boolean }[], most: number): number[] {
  const looking = cells.filter(({ looks }) => looks)
  const own = looking.filter(({ defence }) => defence === 'codepurify').length
  const others = looking.length - own
  const room = own === 0 ? 0 : others === 0 ? most : Math.floor((2 * most) / 3)
  const left = { own: room, others: most - room }
  const each = {
    own: Math.max(1, Math.floor(room / Math.max(1, own))),
    others: Math.max(1, Math.floor((most - room) / Math.max(1, others))),
  }
  return cells.map(({ defence, looks }) => {
    const kind = defence === 'codepurify' ? 'own' : 'others'
    const quota = looks ? Math.min(each[kind], left[kind]) : 0
    left[kind] -= quota
    return quota
  })
}
