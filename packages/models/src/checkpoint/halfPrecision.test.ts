import { fromBfloat, fromHalf, toHalf } from './halfPrecision.js'

test('every half survives the way through float32', () => {
  for (let half = 0; half < 0x10000; half++) {
    const value = fromHalf(half)
    if (Number.isNaN(value)) expect(fromHalf(toHalf(value))).toBeNaN()
    else if (toHalf(value) !== half) throw new Error(`half ${half} is ${value}, which became ${toHalf(value)}`)
  }
})

test.each([
  // IEEE 754-2008: 2049 lies halfway between 2048 and 2050, 2051 between 2050 and 2052: ties go to the even mantissa
  [2049, 2048],
  [2051, 2052],
  [65519, 65504],
  [65520, Infinity],
  [-1e9, -Infinity],
  [2 ** -25, 0], // halfway to the least subnormal
  [1.5 * 2 ** -24, 2 ** -23],
  [2 ** -14 - 2 ** -26, 2 ** -14], // the greatest subnormal rounds up into the normals
  [1 / 3, 0.333251953125],
])('%p is stored as %p', (x, stored) => {
  expect(fromHalf(toHalf(x))).toBe(stored)
})

test('bfloat16 is the upper half of a float32', () => {
  expect(fromBfloat(0x3fc0)).toBe(1.5)
  expect(fromBfloat(0xff80)).toBe(-Infinity)
})
