import { quantile } from './quantile.js'

test('is numpy.quantile with its default interpolation', () => {
  expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3, 4, 5], 0.1)).toBeCloseTo(1.4, 12)
  expect(quantile([10, 20], 0.975)).toBeCloseTo(19.75, 12)
  expect(quantile([7], 0.3)).toBe(7)
  expect([quantile([2, 9, 4], 0), quantile([2, 9, 4], 1)]).toEqual([2, 9])
  expect(quantile([-Infinity, -Infinity, 1], 0.25)).toBe(-Infinity)
})

test('leaves its argument alone', () => {
  const values = [3, 1, 2]
  quantile(values, 0.5)
  expect(values).toEqual([3, 1, 2])
})

test('no values, or no share, is an error', () => {
  expect(() => quantile([], 0.5)).toThrow('quantile of no values')
  expect(() => quantile([1], 95)).toThrow('quantile 95, expected a number from 0 to 1')
})
