import { splitByGroup } from './splitByGroup.js'

const shares = { train: 0.8, valid: 0.1, test: 0.1 } as const

// 1,000 records; record i is linked to its neighbours of the same tens by a chain of shared groups.
const records = Array.from({ length: 1000 }, (_, i) => ({ i, groups: i % 10 === 9 ? [`link ${i}`] : [`link ${i}`, `link ${i + 1}`] }))
const group = ({ groups }: { groups: string[] }): string[] => groups

test('records that share a group, directly or through others, stay together', () => {
  const parts = splitByGroup(records, { group, shares, seed: 1 })
  for (let i = 0; i < 1000; i++) expect(parts[i]).toBe(parts[i - (i % 10)])
})

test('the shares are met as closely as whole families allow', () => {
  const parts = splitByGroup(records, { group, shares, seed: 1 })
  const count = (name: string): number => parts.filter((part) => part === name).length
  expect([count('train'), count('valid'), count('test')]).toEqual([800, 100, 100])
})

test('the seed decides, and the order of the records does not', () => {
  const split = (seed: number): string[] => splitByGroup(records, { group, shares, seed })
  expect(split(2)).toEqual(split(2))
  expect(split(2)).not.toEqual(split(1))
  const turned = splitByGroup([...records].reverse(), { group, shares, seed: 1 }).reverse()
  expect(turned).toEqual(split(1))
})

test('a family as large as half of the records goes to the largest part', () => {
  const heavy = Array.from({ length: 100 }, (_, i) => ({ groups: [i < 50 ? 'same' : `own ${i}`] }))
  const parts = splitByGroup(heavy, { group, shares, seed: 3 })
  expect(new Set(parts.slice(0, 50))).toEqual(new Set(['train']))
  expect(parts.filter((part) => part === 'train').length).toBe(80)
})

test('shares that do not add up to 1 are an error', () => {
  expect(() => splitByGroup(records, { group, shares: { a: 0.5, b: 0.4 }, seed: 1 })).toThrow(
    'shares are {"a":0.5,"b":0.4}, expected numbers from 0 up that add up to 1',
  )
})
