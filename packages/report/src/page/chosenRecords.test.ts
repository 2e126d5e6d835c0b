import { chosenRecords, recordQuotas } from './chosenRecords.js'

const one = (kind: 'triggered' | 'clean', suspected: boolean, units = 1) => ({ kind, suspected, units: Array.from({ length: units }, () => ({ spans: [], score: 0 })) }) // prettier-ignore
const records = [one('triggered', false), one('triggered', true), one('clean', true), one('clean', false), one('triggered', true, 0)]
const names = (found: readonly { kind: string; suspected: boolean }[]) => found.map(({ kind, suspected }) => `${kind} ${suspected}`)

test('each of the four cases in turn, and no record without units', () => {
  expect(names(chosenRecords(records, 9))).toEqual(['triggered true', 'triggered false', 'clean true', 'clean false'])
  expect(names(chosenRecords(records, 1, 1))).toEqual(['triggered false'])
  expect(names(chosenRecords(records, 2, 3))).toEqual(['clean false', 'triggered true'])
})

test('a grid of many cells shows something of every attack before codepurify, and as much of the others as there is room for', () => {
  const cells = Array.from({ length: 8 }, () => [
    { defence: 'none', looks: false },
    { defence: 'codepurify', looks: true },
    { defence: 'onion', looks: true },
    { defence: 'oseql', looks: true },
    { defence: 'always-other-label', looks: false },
  ]).flat()
  const quotas = recordQuotas(cells, 36)
  expect(quotas.slice(0, 5)).toEqual([0, 3, 1, 1, 0])
  expect(quotas.filter((_, i) => cells[i]?.defence === 'codepurify')).toEqual(Array(8).fill(3))
  expect(quotas.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(36)
  expect(recordQuotas([{ defence: 'codepurify', looks: true }], 36)).toEqual([36])
  expect(recordQuotas([{ defence: 'onion', looks: true }], 36)).toEqual([36])
})
