import { chosenRecords } from './chosenRecords.js'
import { rocCurve } from './rocCurve.js'

test('ties are one point of the curve, which ends at everything', () => {
  const curve = rocCurve({ triggered: [3, 2, 2], clean: [2, 1] })
  expect(curve).toEqual([
    { clean: 0, triggered: 0 },
    { clean: 0, triggered: 1 / 3 },
    { clean: 0.5, triggered: 1 },
    { clean: 1, triggered: 1 },
  ])
  expect(rocCurve({ triggered: [], clean: [1] })).toEqual([])
})

test('the records that are shown come from all four groups in turn, and have units', () => {
  const units = [{ spans: [], score: 1 }]
  const records = [true, false].flatMap((suspected) =>
    (['triggered', 'clean'] as const).flatMap((kind) => [0, 1, 2].map(() => ({ kind, suspected, units }))),
  )
  const bare = { kind: 'triggered' as const, suspected: false, units: [] }
  const chosen = chosenRecords([bare, ...records], 5)
  expect(chosen.map(({ kind, suspected }) => `${kind} ${String(suspected)}`)).toEqual([
    'triggered false',
    'triggered true',
    'clean true',
    'clean false',
    'triggered false',
  ])
  expect(chosenRecords(records, 99)).toHaveLength(12)
})
