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

test('values between two corners are no points', () => {
  const curve = rocCurve({ triggered: [9, 8, 7, 3], clean: [6, 5, 4, 2] })
  expect(curve).toEqual([
    { clean: 0, triggered: 0 },
    { clean: 0, triggered: 0.75 },
    { clean: 0.75, triggered: 0.75 },
    { clean: 0.75, triggered: 1 },
    { clean: 1, triggered: 1 },
  ])
})
