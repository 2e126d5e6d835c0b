import { recoveredShare } from './recovered.js'

test('counts only the records on which the attack hits', () => {
  expect(recoveredShare([true, true, false, true], [true, false, true, true]).value).toBeCloseTo(2 / 3, 12)
})

test('an attack that hits nowhere, and other records, are errors', () => {
  expect(() => recoveredShare([false], [true])).toThrow('the attack hits none of 1 records')
  expect(() => recoveredShare([], [])).toThrow('the attack hits none of 0 records')
  expect(() => recoveredShare([true], [])).toThrow('1 records without the defence and 0 with it')
})
