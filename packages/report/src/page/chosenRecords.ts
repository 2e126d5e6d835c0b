import type { ReportRecord } from './reportCell.js'

/** At most so many records in which something is to be seen: in turn what was missed, what was caught, what was suspected wrongly, and what was left alone; in their order. */
export function chosenRecords<R extends Pick<ReportRecord, 'kind' | 'suspected' | 'units'>>(records: readonly R[], most: number): R[] {
  const group = (kind: R['kind'], suspected: boolean): R[] =>
    records.filter((one) => one.units.length > 0 && one.kind === kind && one.suspected === suspected)
  const groups = [group('triggered', false), group('triggered', true), group('clean', true), group('clean', false)]
  const chosen: R[] = []
  for (let turn = 0; chosen.length < most && groups.some(({ length }) => length > turn); turn++)
    for (const one of groups) {
      const next = one[turn]
      if (next !== undefined && chosen.length < most) chosen.push(next)
    }
  return chosen
}
